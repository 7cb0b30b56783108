import {Failure} from '../../core/failure.js';
import type {EtcdMarker} from '../../core/model/observed.js';
import type {ActionOf} from '../../core/plan/action.js';
import {isListed, isMarked} from '../../core/plan/done.js';
import {ETCD_MARKERS, etcdMarkerText} from '../../core/render/etcd/marker.js';
import type {HostFile} from '../../ports/host.js';
import type {RunContext} from '../context.js';
import {due, type Step} from './action.js';
import {look} from './read-facts.js';

type Mark = ActionOf<'etcd/record-ids'>;

/** The marker in both places, the one beside the data first. */
export const markerFiles = (marker: EtcdMarker): readonly HostFile[] =>
  ETCD_MARKERS.map(path => ({path, mode: '600', content: Buffer.from(etcdMarkerText(marker)), secret: false}));

export const etcdMark: Step<Mark> = {
  scope: 'cluster',
  async check(actions, context) {
    const [etcd, facts] = await Promise.all([
      context.cluster.etcd.state(),
      Promise.all(actions.map(({host}) => look(host, {paths: [...ETCD_MARKERS]}, context))),
    ]);
    const seen = new Map(actions.map((action, index) => [action, facts[index]!]));
    return due(
      actions,
      action => etcd.known && isMarked(seen.get(action)!, action, etcd.value),
      ({host}) => (etcd.known ? `${host}: its marker does not name the learner` : etcd.why),
    );
  },
  async apply(actions, context) {
    for (const action of actions) await mark(action, context);
  },
};

async function mark({host, peerUrl, as}: Mark, context: RunContext): Promise<void> {
  const [etcd, facts] = await Promise.all([
    context.cluster.etcd.state(),
    look(host, {paths: [...ETCD_MARKERS]}, context),
  ]);
  const members = etcd.known && etcd.value.is === 'formed' ? etcd.value.members : [];
  const learner = members.find(member => member.peerUrl === peerUrl);
  if (!etcd.known || etcd.value.is !== 'formed' || learner === undefined)
    throw new Failure('etcd/not-a-member', `${host}: recording its learner: ${peerUrl} is not in the member list`, {
      suggestions: ['run the same command again once etcd answers'],
    });
  const {etcdMarker: marker} = facts;
  if (marker?.memberId !== undefined && marker.memberId !== learner.id && isListed(etcd.value, marker))
    throw new Failure(
      'etcd/another-member',
      `${host}: recording its learner ${learner.id}: the marker says that the data are those of member ${marker.memberId}, which is in the member list`,
      {suggestions: ['quorate topology check']},
    );
  await context.cluster.host(host).put(markerFiles({state: as, clusterId: etcd.value.clusterId, memberId: learner.id}));
}
