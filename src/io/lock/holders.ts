import {Failure} from '../../core/failure.js';
import type {DesiredCluster} from '../../core/model/desired.js';
import {type Fact, known, unknown} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import {LIMITS} from '../remote/limits.js';
import {type RemoteShell, runScript} from '../remote/script.js';
import {printable} from '../transport/printable.js';
import {type Holder, holderLine, parseHolder} from './holder.js';

/**
 * The hosts with the lock of a cluster: all with an etcd member or a control plane. The order is the same for every run,
 * so that of two runs that start at the same time the same one is refused on every host.
 */
export const lockHosts = ({etcd, controlPlanes}: DesiredCluster): readonly HostName[] =>
  [...new Set([...etcd, ...controlPlanes].map(({host}) => host))].sort();

/** The holder of the lock on a host; undefined when it is free. Throws Failure 'interrupted/…'. */
export async function holderOn(shell: RemoteShell): Promise<Fact<Holder | undefined>> {
  try {
    const {stdout} = await runScript(shell, {
      scripts: ['lock', 'lock-show'],
      title: 'read the lock',
      changes: false,
      input: '',
      timeoutMs: LIMITS.lock,
    });
    const line = stdout.toString();
    const holder = parseHolder(line);
    return line === '' || holder
      ? known(holder)
      : unknown(`${shell.name}: the holder of the lock is not understood: "${printable(line)}"`);
  } catch (error) {
    if (error instanceof Failure && !error.code.startsWith('interrupted/')) return unknown(error.message);
    throw error;
  }
}

/** Ends the process of `holder` on a host if it holds the lock there. True when it did. */
export async function releaseOn(shell: RemoteShell, holder: Holder): Promise<boolean> {
  const {stdout} = await runScript(shell, {
    scripts: ['lock', 'lock-release'],
    title: 'release the lock',
    changes: true,
    input: `${holderLine(holder)}\n`,
    timeoutMs: LIMITS.lock,
  });
  return stdout.toString() === 'ended\n';
}
