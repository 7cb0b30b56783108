import {Failure} from '../core/failure.js';
import type {HostName} from '../core/model/names.js';
import type {ObservedCluster} from '../core/model/observed.js';
import {throwCombined} from '../run/combine-failures.js';
import {checkRestoreIdentity, type RestoreDeps, type RestoreRequest, viewForRestore} from './restore-prepare.js';

type Old = ReadonlyMap<HostName, readonly string[]>;

/**
 * Deletes what restores have set aside on the hosts, under the lock, and only while etcd is healthy.
 *
 * @param confirm asked with the names of the copies, by host.
 */
export async function discardOldIn(
  request: Pick<RestoreRequest, 'desired' | 'release' | 'templates'>,
  deps: RestoreDeps,
  confirm: (old: Old) => Promise<boolean>,
): Promise<Old> {
  const {cluster, clock, keys} = deps;
  const began = clock.monotonicMs();
  const old = await oldIn(request, deps);
  if (old.size === 0 || !(await confirm(old))) return new Map();
  return cluster.locked('etcd restore --discard-old', began, async () => {
    const {observed} = await viewForRestore(request, deps);
    assertHealthy(observed.etcd);
    const id = await keys({...request, observed, now: clock.now()}).clusterId();
    const removed = new Map<HostName, readonly string[]>();
    const results = await Promise.allSettled(
      [...old.keys()].map(async host => {
        const facts = observed.hosts.get(host);
        const recorded = facts?.known === true ? facts.value.identity : undefined;
        const identity = recorded === undefined ? undefined : {cluster: id, host};
        removed.set(host, await cluster.host(host).etcdData.discardOld(identity));
      }),
    );
    throwCombined('delete the old data', results);
    return removed;
  });
}

/** By host, the names of the copies. */
async function oldIn(request: Pick<RestoreRequest, 'desired'>, deps: RestoreDeps): Promise<Old> {
  const {observed, data} = await viewForRestore(request, deps);
  checkRestoreIdentity(request, observed);
  assertHealthy(observed.etcd);
  return new Map([...data].flatMap(([host, {old}]) => (old.length > 0 ? [[host, old] as const] : [])));
}

function assertHealthy(etcd: ObservedCluster['etcd']): void {
  const down =
    etcd.known && etcd.value.is === 'formed' ? etcd.value.members.filter(each => !each.learner && !each.healthy) : [];
  if (etcd.known && etcd.value.is === 'formed' && down.length === 0) return;
  const why = etcd.known ? `${down.map(({name}) => name).join(', ') || 'etcd'} does not serve` : etcd.why;
  throw new Failure('etcd/discard-not-now', `the old data is kept: ${why}`, {
    suggestions: ['quorate topology check'],
  });
}
