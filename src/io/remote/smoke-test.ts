import {counted} from '../../core/format.js';
import {LIMITS} from './limits.js';
import {assertField, assertUsable} from './path.js';
import {type RemoteShell, runScript} from './script.js';

export async function verifyBinaries(
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
    scripts: ['verify-binaries'],
    title: `verify ${counted(programs.length, 'binary', 'binaries')}`,
    changes: false,
    input: programs.map(({path, version}) => `${path}\t${version}\n`).join(''),
    timeoutMs: LIMITS.verifyBinary * programs.length,
  });
}

export async function smokeTestEtcd(shell: RemoteShell, path: string, flags: readonly string[]): Promise<void> {
  const kept = flags.filter(flag => !OF_THE_MEMBER.test(flag));
  assertUsable(shell.name, [path]);
  assertField(shell.name, kept);
  await runScript(shell, {
    scripts: ['smoke-test-etcd'],
    title: `smoke-test ${path}`,
    // It removes its scratch directory itself.
    changes: false,
    input: [path, ...kept].map(line => `${line}\n`).join(''),
    timeoutMs: LIMITS.smokeTest,
  });
}

/** Flags for the data directory, the addresses and the cluster of the real member. */
const OF_THE_MEMBER =
  /^--?(name|data-dir|wal-dir|listen-[\w-]+|advertise-[\w-]+|initial-[\w-]+|discovery[\w-]*|force-new-cluster)(=|$)/;
