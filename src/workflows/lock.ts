import {desire} from '../core/desire.js';
import type {ClusterConfig} from '../core/model/config.js';
import type {Fact} from '../core/model/fact.js';
import type {HostName} from '../core/model/names.js';
import {loadTemplates} from '../io/local/templates.js';
import type {Holder} from '../io/lock/holder.js';
import {holderOn, lockHosts, releaseOn} from '../io/lock/holders.js';
import type {Connections} from '../io/observe/connections.js';
import type {RemoteShell} from '../io/remote/script.js';
import {throwCombined} from '../run/combine-failures.js';
import {type Environment, withHosts} from './connect.js';

/** The lock of the cluster on one host; a value of undefined: it is free. */
export interface LockOnHost {
  readonly host: HostName;
  readonly holder: Fact<Holder | undefined>;
}

interface HeldOnHost {
  readonly host: HostName;
  readonly holder: Holder;
}

interface LockRelease {
  readonly locks: readonly LockOnHost[];
  /** Hosts on which the process that held the lock was killed. */
  readonly released: readonly HostName[];
}

export const listLocks = (config: ClusterConfig, environment: Environment): Promise<readonly LockOnHost[]> =>
  withHosts(config, environment, async connections => readLocks(await shellsOf(config, connections)));

/** Kills the processes that held the lock when it was read: a run that acquires it in the meantime keeps it. */
export const releaseLocks = (
  config: ClusterConfig,
  environment: Environment,
  confirm: (held: readonly HeldOnHost[]) => Promise<boolean>,
): Promise<LockRelease> =>
  withHosts(config, environment, async connections => {
    const shells = await shellsOf(config, connections);
    const locks = await readLocks(shells);
    const held = locks.flatMap(({host, holder}) =>
      holder.known && holder.value ? [{host, holder: holder.value}] : [],
    );
    if (held.length === 0 || !(await confirm(held))) return {locks, released: []};
    const released: HostName[] = [];
    const results = await Promise.allSettled(
      held.map(async ({host, holder}) => {
        const shell = shells.find(({name}) => name === host);
        if (shell && (await releaseOn(shell, holder))) released.push(host);
      }),
    );
    throwCombined('release the lock', results);
    return {locks, released: released.sort()};
  });

const readLocks = (shells: readonly RemoteShell[]): Promise<readonly LockOnHost[]> =>
  Promise.all(shells.map(async shell => ({host: shell.name, holder: await holderOn(shell)})));

async function shellsOf(config: ClusterConfig, connections: Connections): Promise<readonly RemoteShell[]> {
  const templates = await loadTemplates();
  return lockHosts(desire(config)).map(name => ({name, transport: connections.to(name), templates}));
}
