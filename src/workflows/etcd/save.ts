import {Failure} from '../../core/failure.js';
import type {ClusterConfig} from '../../core/model/config.js';
import type {EtcdOverview} from '../../core/model/etcd-overview.js';
import type {HostName} from '../../core/model/names.js';
import {snapshotMember} from '../../core/snapshots/source.js';
import type {TrialRestore} from '../../io/etcd/snapshot-host.js';
import {type EncryptionRequest, encryption} from '../../io/local/snapshot-encrypt.js';
import {assertNewFile} from '../../io/local/snapshot-target.js';
import type {Environment} from '../connect.js';
import {checkMemberIdentity} from './identity.js';
import {type ManagedEtcd, withEtcd} from './managed.js';
import {type StoredSnapshot, storeTaken, type Target} from './store.js';
import {take} from './take.js';

export interface SaveRequest {
  readonly dryRun: boolean;
  readonly target: Target;
  readonly from?: HostName | undefined;
  readonly encryption: EncryptionRequest;
}

export type SaveOutcome =
  | {readonly ran: false; readonly from: HostName; readonly leader: boolean; readonly warning?: string}
  | ({
      readonly ran: true;
      readonly from: HostName;
      readonly leader: boolean;
      readonly warning?: string;
      /** Decimal text. */
      readonly revision: string;
      readonly bytes: number;
      readonly encryptionKeys: readonly string[];
      readonly trial: TrialRestore;
    } & StoredSnapshot);

/**
 * Takes a snapshot from one member, restores it for a trial on its host, and stores it. Nothing of the cluster changes.
 *
 * @throws Failure 'etcd/snapshot-failed', 'etcd/snapshot-unproven', 'usage/…' before anything is contacted
 */
export async function saveSnapshot(
  config: ClusterConfig,
  environment: Environment,
  {dryRun, target, from: wanted, encryption: asked}: SaveRequest,
): Promise<SaveOutcome> {
  const encrypt = await encryption(asked);
  if (target.is === 'file') await assertNewFile(target.path);
  return withEtcd(config, environment, 'take snapshots of it', async managed => {
    const now = await managed.etcd.overview();
    const source = chosen(now, wanted);
    const {host, member, warning} = source;
    const about = {from: host, leader: member.leader, ...(warning === undefined ? {} : {warning})};
    await checkMemberIdentity(managed, now, [host], 'a snapshot');
    if (warning !== undefined)
      environment.report({
        type: 'finding',
        finding: {code: 'etcd/snapshot-may-lack-writes', level: 'warning', message: `${host}: ${warning}`},
      });
    if (dryRun) return {ran: false, ...about};
    return lockedWherePossible(managed, host, async () => {
      const {report} = environment;
      report({type: 'step', title: `Take a snapshot on ${host}${member.leader ? ', the leader' : ''}`});
      return take(managed, {host, member, clusterId: now.clusterId!, reads: warning === undefined}, async taken => {
        report({type: 'step', title: `Restore it on ${host} for a trial`});
        const trial = await taken.prove();
        report({type: 'step', title: `The trial restore has ${trial.keys} keys`, detail: comparedText(trial)});
        const stored = await storeTaken(managed, environment, taken, {target, encrypt, trial});
        const {revision, bytes, encryptionKeys} = taken.manifest;
        return {ran: true, ...about, revision, bytes, encryptionKeys, trial, ...stored};
      });
    });
  });
}

const comparedText = ({compared}: TrialRestore): string =>
  compared
    ? 'the same hash as the member at this revision'
    : 'the member has compacted this revision, so their hashes cannot be compared';

function chosen(now: EtcdOverview, wanted: HostName | undefined) {
  const source = snapshotMember(now, wanted);
  if (typeof source !== 'string') return source;
  throw new Failure('etcd/snapshot-failed', `no etcd snapshot was taken: ${source}`, {
    suggestions: ['see the members: quorate etcd members'],
  });
}

/**
 * A snapshot is possible while most hosts of the lock are gone, and then needed most. It reads from one host, so the lock of
 * this host is enough: a run that can reach the host is excluded, and one that cannot does not matter.
 */
async function lockedWherePossible<T>({locked}: ManagedEtcd, host: HostName, use: () => Promise<T>): Promise<T> {
  try {
    return await locked('etcd snapshot save', use);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'hosts/no-lock') throw error;
    return locked('etcd snapshot save', use, [host]);
  }
}
