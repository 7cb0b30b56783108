import {Failure} from '../../core/failure.js';
import type {DesiredCluster} from '../../core/model/desired.js';
import {type Fact, known, unknown} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import {type RemoteShell, runScript} from '../remote/script.js';
import {type Holder, holderLine, parseHolder} from './holder.js';

/**
 * Where the lock of a cluster lies: on every host with a member or a control plane. In one order for everybody, so
 * that of two runs that start at once the same one is refused everywhere.
 */
export const lockHosts = ({etcd, controlPlanes}: DesiredCluster): readonly HostName[] =>
  [...new Set([...etcd, ...controlPlanes].map(({host}) => host))].sort();

/** Who holds the lock on a host; undefined when it is free. */
export async function holderOn(shell: RemoteShell): Promise<Fact<Holder | undefined>> {
  try {
    const {stdout} = await runScript(shell, {
      scripts: ['lock', 'lock-show'],
      title: 'look at the lock',
      changes: false,
      input: '',
      timeoutMs: 30_000,
    });
    const line = stdout.toString();
    const holder = parseHolder(line);
    return line === '' || holder ? known(holder) : unknown(`${shell.name}: its lock says "${line.trimEnd()}"`);
  } catch (error) {
    if (error instanceof Failure) return unknown(error.message);
    throw error;
  }
}

/** Ends `holder`'s process on a host, if it is that one that holds the lock there. Was it? */
export async function releaseOn(shell: RemoteShell, holder: Holder): Promise<boolean> {
  const {stdout} = await runScript(shell, {
    scripts: ['lock', 'lock-release'],
    title: 'release the lock',
    changes: true,
    input: `${holderLine(holder)}\n`,
    timeoutMs: 30_000,
  });
  return stdout.toString() === 'ended\n';
}
