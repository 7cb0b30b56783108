import {Failure} from '../../core/failure.js';
import type {EtcdOverview} from '../../core/model/etcd-overview.js';
import type {HostName} from '../../core/model/names.js';
import {snapshotMember} from '../../core/snapshots/source.js';
import type {TrialRestore} from '../../io/etcd/snapshot-host.js';
import type {Environment} from '../connect.js';
import {checkMemberIdentity} from './identity.js';
import type {ManagedEtcd} from './managed.js';
import {type OnHost, take} from './take.js';

/** The member that a snapshot is taken from. */
export interface SnapshotFrom {
  readonly from: HostName;
  readonly leader: boolean;
  /** Why the snapshot may lack writes that were acknowledged. */
  readonly warning?: string;
}

type Member = EtcdOverview['members'][number];

/** What a snapshot is taken with. */
export interface SnapshotPlan {
  readonly about: SnapshotFrom;
  readonly now: EtcdOverview;
  readonly member: Member;
}

/**
 * Chooses the member, and verifies whose host it is.
 *
 * @param wanted undefined: a healthy follower, or without quorum the member with the newest log.
 * @throws Failure 'etcd/snapshot-failed'
 */
export async function planSnapshot(
  managed: ManagedEtcd,
  {report}: Environment,
  wanted: HostName | undefined,
): Promise<SnapshotPlan> {
  const now = await managed.etcd.overview();
  const source = snapshotMember(now, wanted);
  if (typeof source === 'string')
    throw new Failure('etcd/snapshot-failed', `no etcd snapshot was taken: ${source}`, {
      suggestions: ['see the members: quorate etcd members'],
    });
  const {host, member, warning} = source;
  await checkMemberIdentity(managed, now, [host], 'a snapshot');
  if (warning !== undefined)
    report({
      type: 'finding',
      finding: {code: 'etcd/snapshot-may-lack-writes', level: 'warning', message: `${host}: ${warning}`},
    });
  return {about: {from: host, leader: member.leader, ...(warning === undefined ? {} : {warning})}, now, member};
}

/**
 * Takes the snapshot under the lock, and restores it for a trial on its host, before it is used.
 *
 * @param verb what holds the lock.
 * @throws Failure 'etcd/snapshot-failed', 'etcd/snapshot-unproven'
 */
export const withProven = <T>(
  managed: ManagedEtcd,
  {report}: Environment,
  {about: {from: host, leader, warning}, now, member}: SnapshotPlan,
  verb: string,
  use: (taken: OnHost, trial: TrialRestore) => Promise<T>,
): Promise<T> =>
  lockedWherePossible(managed, host, verb, async () => {
    report({type: 'step', title: `Take a snapshot on ${host}${leader ? ', the leader' : ''}`});
    return take(managed, {host, member, clusterId: now.clusterId!, reads: warning === undefined}, async taken => {
      report({type: 'step', title: `Restore it on ${host} for a trial`});
      const trial = await taken.prove();
      report({type: 'step', title: `The trial restore has ${trial.keys} keys`, detail: comparedText(trial)});
      return use(taken, trial);
    });
  });

const comparedText = ({compared}: TrialRestore): string =>
  compared
    ? 'the same hash as the member at this revision'
    : 'the member has compacted this revision, so their hashes cannot be compared';

/**
 * A snapshot is possible while most hosts of the lock are gone, and then needed most. It reads from one host, so the lock of
 * this host is enough: a run that can reach the host is excluded, and one that cannot does not matter.
 */
async function lockedWherePossible<T>(
  {locked}: ManagedEtcd,
  host: HostName,
  verb: string,
  use: () => Promise<T>,
): Promise<T> {
  try {
    return await locked(verb, use);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'hosts/no-lock') throw error;
    return locked(verb, use, [host]);
  }
}
