import type {ActionOf} from '../../core/actions/action.js';
import {areIdsRecorded, isListed, isMembershipRecorded, recordedBootstrapEnv} from '../../core/actions/etcd-state.js';
import {Failure} from '../../core/failure.js';
import type {Fact} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import type {EtcdMarker, EtcdMember, EtcdState} from '../../core/model/observed.js';
import {ETCD_BOOTSTRAP_ENV} from '../../core/render/etcd/bootstrap.js';
import {ETCD_MARKERS, etcdMarkerText} from '../../core/render/etcd/marker.js';
import type {HostFile} from '../../ports/host.js';
import {throwCombined} from '../combine-failures.js';
import type {RunContext} from '../context.js';
import {pendingIn} from './etcd-list.js';
import {factsOfEach, readFacts} from './read-facts.js';
import type {ActionRunner} from './runner.js';

type RecordIds = ActionOf<'etcd/record-ids'>;
type RecordMember = ActionOf<'etcd/record-member'>;
type FormedEtcd = Extract<EtcdState, {is: 'formed'}>;

export const etcdRecordIds: ActionRunner<RecordIds> = {
  async check(actions, context) {
    const [etcd, facts] = await Promise.all([
      context.cluster.etcd.state(),
      factsOfEach(actions, {paths: [...ETCD_MARKERS]}, context),
    ]);
    return pendingIn(
      etcd,
      actions,
      (etcd, action) => areIdsRecorded(facts.get(action)!, action, etcd),
      ({host}) => `the marker on ${host} does not have the ids of the learner`,
    );
  },
  async apply(actions, context) {
    for (const action of actions) await recordIds(action, context);
  },
};

async function recordIds({host, peerUrl, as}: RecordIds, context: RunContext): Promise<void> {
  const [etcd, {etcdMarker: marker}] = await Promise.all([
    context.cluster.etcd.state(),
    readFacts(host, {paths: [...ETCD_MARKERS]}, context),
  ]);
  const {formed, member: learner} = memberOf(etcd, host, peerUrl);
  if (marker?.memberId !== undefined && marker.memberId !== learner.id && isListed(formed, marker))
    throw new Failure(
      'etcd/another-member',
      `${host}: recording learner ${learner.id}: the marker says that the data belongs to member ${marker.memberId}, which is in the member list`,
      {suggestions: ['quorate topology check']},
    );
  await context.cluster.host(host).put(markerFiles({state: as, clusterId: formed.clusterId, memberId: learner.id}));
}

/**
 * Writes the ids of the member next to its data and sets initial-cluster-state to existing: from then on a member that
 * lost its data refuses to start instead of bootstrapping a second cluster.
 */
export const etcdRecordMember: ActionRunner<RecordMember> = {
  async check(actions, context) {
    const [etcd, facts] = await Promise.all([
      context.cluster.etcd.state(),
      factsOfEach(actions, {paths: [ETCD_BOOTSTRAP_ENV, ...ETCD_MARKERS]}, context),
    ]);
    return pendingIn(
      etcd,
      actions,
      (etcd, action) => isMembershipRecorded(facts.get(action)!, action, context.desired, etcd),
      ({host}) => `the membership of ${host} is not recorded`,
    );
  },
  async apply(actions, context) {
    const etcd = await context.cluster.etcd.state();
    throwCombined(
      'Record etcd membership',
      await Promise.allSettled(actions.map(action => recordMember(action, etcd, context))),
    );
  },
};

async function recordMember(
  {host, peerUrl}: RecordMember,
  etcd: Fact<EtcdState>,
  {cluster, desired}: RunContext,
): Promise<void> {
  const {formed, member} = memberOf(etcd, host, peerUrl);
  const bootstrapEnv = Buffer.from(recordedBootstrapEnv(desired, host));
  await cluster.host(host).put([
    {path: ETCD_BOOTSTRAP_ENV, mode: '600', content: bootstrapEnv, secret: false},
    // The marker last: the start guard refuses a recorded member whose initial cluster state is "new".
    ...markerFiles({state: 'member', clusterId: formed.clusterId, memberId: member.id}),
  ]);
}

function memberOf(
  etcd: Fact<EtcdState>,
  host: HostName,
  peerUrl: string,
): {readonly formed: FormedEtcd; readonly member: EtcdMember} {
  const formed = etcd.known && etcd.value.is === 'formed' ? etcd.value : undefined;
  const member = formed?.members.find(each => each.peerUrl === peerUrl);
  if (formed !== undefined && member !== undefined) return {formed, member};
  throw new Failure('etcd/not-a-member', `${host}: recording its member: ${peerUrl} is not in the member list`, {
    suggestions: ['run the same command again once etcd answers'],
  });
}

/** The marker in both places, the one next to the data first. */
const markerFiles = (marker: EtcdMarker): readonly HostFile[] =>
  ETCD_MARKERS.map(path => ({path, mode: '600', content: Buffer.from(etcdMarkerText(marker)), secret: false}));
