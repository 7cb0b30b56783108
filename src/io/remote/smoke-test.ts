import {assertField, assertUsable} from './path.js';
import {type RemoteShell, runScript} from './script.js';

export async function tryPrograms(
  shell: RemoteShell,
  programs: readonly {readonly path: string; readonly version: string}[],
): Promise<void> {
  if (programs.length === 0) return;
  assertUsable(
    shell.name,
    programs.map(({path}) => path),
  );
  assertField(
    shell.name,
    programs.map(({version}) => version),
  );
  await runScript(shell, {
    scripts: ['try-programs'],
    title: `try ${programs.length} program(s)`,
    changes: false,
    input: programs.map(({path, version}) => `${path}\t${version}\n`).join(''),
    timeoutMs: 30_000 * programs.length,
  });
}

export async function tryEtcd(shell: RemoteShell, path: string, flags: readonly string[]): Promise<void> {
  const kept = flags.filter(flag => !SAYS_WHERE.test(flag));
  assertUsable(shell.name, [path]);
  assertField(shell.name, kept);
  await runScript(shell, {
    scripts: ['try-etcd'],
    title: `try ${path}`,
    // What it makes it takes away again by itself.
    changes: false,
    input: [path, ...kept].map(line => `${line}\n`).join(''),
    timeoutMs: 60_000,
  });
}

/** Where its data is, where it listens, and who its cluster is. */
const SAYS_WHERE =
  /^--?(name|data-dir|wal-dir|listen-[\w-]+|advertise-[\w-]+|initial-[\w-]+|discovery[\w-]*|force-new-cluster)(=|$)/;
