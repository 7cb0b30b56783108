import type {Artifact} from '../../../core/components/bundle.js';
import {assertUsable} from './path.js';
import {type RemoteShell, runScript} from './script.js';

interface Upload {
  readonly artifact: Artifact;
  readonly path: string;
  /** The gzip-compressed file. */
  readonly compressed: AsyncIterable<Uint8Array>;
  readonly onSent: (sentBytes: number) => void;
}

/** Throws Failure 'artifacts/digest-mismatch' when what arrived is not the artifact; the path is untouched then. */
export async function install(shell: RemoteShell, {artifact, path, compressed, onSent}: Upload): Promise<void> {
  assertUsable(shell.name, [path]);
  const mode = artifact.kind === 'binary' ? '755' : '644';
  await runScript(shell, {
    scripts: ['owned', 'digests', 'install'],
    title: `install ${artifact.name} ${artifact.version}`,
    changes: true,
    input: stream(`${mode}\t${artifact.sha256}\t${path}\n`, compressed, onSent),
  });
}

async function* stream(
  header: string,
  compressed: AsyncIterable<Uint8Array>,
  onSent: (sentBytes: number) => void,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(header);
  let sent = 0;
  for await (const chunk of compressed) {
    yield chunk;
    sent += chunk.byteLength;
    onSent(sent);
  }
}
