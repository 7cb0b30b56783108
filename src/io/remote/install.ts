import type {Artifact} from '../../core/artifacts/bundle.js';
import type {OpenArtifact} from '../bundle/content.js';
import {type Acknowledgements, acknowledgements} from './acknowledgements.js';
import {LIMITS} from './limits.js';
import {assertUsable} from './path.js';
import {type RemoteShell, runScript} from './script.js';
import {type OpenUpload, uploadStream} from './upload-stream.js';

interface Upload {
  readonly artifact: Artifact;
  readonly path: string;
  /** The gzip-compressed content. */
  readonly open: () => Promise<OpenArtifact>;
  readonly onSent: (sentBytes: number, totalBytes: number) => void;
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
  // Before the command starts: a download to this machine can take minutes.
  const opened = await Promise.all(
    uploads.map(async upload => ({...upload, ...(await upload.open()), contentSize: upload.artifact.size})),
  );
  const received = acknowledgements();
  const more = uploads.length > 1 ? ` and ${uploads.length - 1} more` : '';
  await runScript(shell, {
    scripts: ['owned-list', 'owned', 'digests', 'install'],
    title: `install ${first.artifact.name} ${first.artifact.version}${more}`,
    changes: true,
    input: stream(opened, received),
    onStdout: received.onStdout,
    stallMs: LIMITS.uploadStall,
  });
}

async function* stream(uploads: readonly (Upload & OpenUpload)[], received: Acknowledgements) {
  yield Buffer.from(`${uploads.map(request).join('')}\n`);
  yield* uploadStream(uploads, received);
}

const request = ({artifact, path}: Upload): string =>
  `${artifact.kind === 'binary' ? '755' : '644'}\t${artifact.sha256}\t${path}\n`;
