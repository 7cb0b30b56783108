import {sha256} from '../../../core/cluster/digest.js';
import type {HostFile} from '../../../run/site.js';
import {assertModes, assertUsable} from './path.js';
import {type RemoteShell, runScript} from './script.js';

export async function putFiles(shell: RemoteShell, files: readonly HostFile[]): Promise<void> {
  if (files.length === 0) return;
  assertUsable(
    shell.name,
    files.map(file => file.path),
  );
  assertModes(
    shell.name,
    files.map(file => file.mode),
  );
  await runScript(shell, {
    scripts: ['owned-list', 'owned', 'put'],
    title: `put ${files.length === 1 ? files[0]!.path : `${files.length} files`}`,
    changes: true,
    secret: files.some(file => file.secret),
    input: message(files),
    timeoutMs: 120_000,
  });
}

function message(files: readonly HostFile[]): Uint8Array {
  const headers = files.map(({mode, content, path}) => `${mode}\t${content.byteLength}\t${sha256(content)}\t${path}\n`);
  return Buffer.concat([Buffer.from(`${files.length}\n${headers.join('')}`), ...files.map(file => file.content)]);
}
