import type {Artifact} from '../../core/artifacts/bundle.js';
import {storedFile} from '../bundle/stored.js';
import {assertUsable} from './path.js';
import {type RemoteShell, runScript} from './script.js';

interface Upload {
  readonly artifact: Artifact;
  readonly path: string;
  /** The gzip-compressed file. */
  readonly compressed: AsyncIterable<Uint8Array>;
  readonly onSent: (sentBytes: number) => void;
}

/**
 * Uploads all artifacts over one channel, in order, each atomically: those before a failed one are installed.
 * Throws Failure 'artifacts/digest-mismatch' when the received data differs from the artifact; its path is unchanged.
 */
export async function install(shell: RemoteShell, uploads: readonly Upload[]): Promise<void> {
  const [first] = uploads;
  if (!first) return;
  assertUsable(
    shell.name,
    uploads.map(({path}) => path),
  );
  const more = uploads.length > 1 ? ` and ${uploads.length - 1} more` : '';
  await runScript(shell, {
    scripts: ['owned-list', 'owned', 'digests', 'install'],
    title: `install ${first.artifact.name} ${first.artifact.version}${more}`,
    changes: true,
    input: stream(uploads),
  });
}

async function* stream(uploads: readonly Upload[]): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${uploads.map(header).join('')}\n`);
  for (const {compressed, onSent} of uploads) {
    let sent = 0;
    for await (const chunk of compressed) {
      yield chunk;
      sent += chunk.byteLength;
      onSent(sent);
    }
  }
}

const header = ({artifact, path}: Upload): string =>
  `${artifact.kind === 'binary' ? '755' : '644'}\t${artifact.sha256}\t${storedFile(artifact).size}\t${path}\n`;
