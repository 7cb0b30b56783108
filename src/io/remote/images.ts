import type {HostClient} from '../../ports/host.js';
import {LIMITS} from './limits.js';
import {assertField, assertUsable} from './path.js';
import {type RemoteShell, runScript} from './script.js';

type Archives = Parameters<HostClient['importImages']>[0];

/**
 * Waits up to `withinSeconds` for containerd, then imports each archive. Throws Failure 'timeout/containerd' when
 * containerd does not answer in time.
 */
export async function importImages(shell: RemoteShell, archives: Archives, withinSeconds = 60): Promise<void> {
  if (archives.length === 0) return;
  assertUsable(
    shell.name,
    archives.map(archive => archive.path),
  );
  assertField(
    shell.name,
    archives.flatMap(({image, imageDigest}) => [image, imageDigest ?? ANY]),
  );
  await runScript(shell, {
    scripts: ['images'],
    title: archives.length === 1 ? `import ${archives[0]!.image}` : `import ${archives.length} images`,
    changes: true,
    input: [`${withinSeconds}\n`, ...archives.map(line)].join(''),
    timeoutMs: withinSeconds * 1000 + LIMITS.images,
  });
}

/** The archive says which digest its image gets. */
const ANY = '-';

const line = ({image, imageDigest = ANY, path}: Archives[number]): string => `${image}\t${imageDigest}\t${path}\n`;
