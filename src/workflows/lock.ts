import {desire} from '../core/desire.js';
import type {ClusterConfig} from '../core/model/config.js';
import type {Fact} from '../core/model/fact.js';
import type {HostName} from '../core/model/names.js';
import {loadTemplates} from '../io/local/templates.js';
import type {Holder} from '../io/lock/holder.js';
import {holderOn, lockHosts, releaseOn} from '../io/lock/look.js';
import type {Connections} from '../io/observe/connections.js';
import type {RemoteShell} from '../io/remote/script.js';
import {throwCombined} from '../run/combine-failures.js';
import {type Environment, withHosts} from './session.js';

/** The lock of the cluster on one of its hosts; a value of undefined: it is free there. */
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
  /** Hosts on which a holder's process was ended. */
  readonly released: readonly HostName[];
}

export const listLocks = (config: ClusterConfig, surroundings: Environment): Promise<readonly LockOnHost[]> =>
  withHosts(config, surroundings, async reach => look(await shellsOf(config, reach)));

/** Ends the processes that hold the lock, as they were seen: a run that takes it in the meantime keeps it. */
export const releaseLocks = (
  config: ClusterConfig,
  surroundings: Environment,
  confirm: (held: readonly HeldOnHost[]) => Promise<boolean>,
): Promise<LockRelease> =>
  withHosts(config, surroundings, async reach => {
    const shells = await shellsOf(config, reach);
    const locks = await look(shells);
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

const look = (shells: readonly RemoteShell[]): Promise<readonly LockOnHost[]> =>
  Promise.all(shells.map(async shell => ({host: shell.name, holder: await holderOn(shell)})));

async function shellsOf(config: ClusterConfig, reach: Connections): Promise<readonly RemoteShell[]> {
  const templates = await loadTemplates();
  return lockHosts(desire(config)).map(name => ({name, transport: reach.to(name), templates}));
}
