import {sha256} from '../cluster/digest.js';
import type {HostName} from '../cluster/names.js';
import type {EtcdMarker, HostFacts} from '../cluster/observed.js';
import {isPresent} from '../cluster/scope.js';
import {ETCD_MARKERS, etcdMarkerText} from '../render/etcd/marker.js';
import type {Action, Plan} from './action.js';
import {isDue} from './due.js';
import {inOrder, type Leaving} from './leaving.js';
import type {Situation} from './situation.js';
import {serial} from './stage.js';

interface Departures {
  /** Before everything else: what is down is in the way of every other change. */
  readonly first: Plan;
  /** After everything else: nobody counts on these any more, for balancers have been told. */
  readonly last: Plan;
}

/**
 * Hosts leave one after another, each member under a proof of its own. One that cannot be read is left alone, unless
 * somebody says that it is lost.
 */
export function departures(situation: Situation): Departures {
  const {leaving, observed} = situation;
  // While it is not known who is a member, none is taken for none.
  if (leaving === undefined || !observed.etcd.known) return {first: [], last: []};
  const due = (stages: Plan) =>
    stages.map(stage => ({...stage, actions: stage.actions.filter(action => isDue(action, situation))}));
  const hosts = leaving.hosts.filter(host => observed.hosts.get(host)?.known === true || leaving.lost.has(host));
  const {first, last} = inOrder(leaving, observed);
  const membership = (members: Leaving['members'], host: HostName) =>
    members.filter(member => member.host === host).map(member => outOfEtcd(member, situation));
  return {
    first: due([
      ...hosts.flatMap(host => silence(host, leaving, situation)),
      ...hosts.flatMap(host => membership(first, host)),
    ]),
    last: due(
      hosts.flatMap(host => [
        ...drain(host, leaving, situation),
        ...membership(last, host),
        ...clearance(host, leaving, situation),
        ...(hasNode(host, leaving, situation)
          ? [serial(`Delete the node ${host}`, [{kind: 'node/delete', host}])]
          : []),
      ]),
    ),
  };
}

/** Where nothing of the cluster can be seen on a host, nobody in the cluster may hear of it any more either. */
function silence(host: HostName, leaving: Leaving, situation: Situation): Plan {
  if (carrying(host, situation)) return [];
  const {first, last} = inOrder(leaving, situation.observed);
  const members = [...first, ...last].filter(member => member.host === host);
  return [
    serial(`Make sure that ${host} is gone`, [
      ...members.map(({peerUrl}): Action => ({kind: 'etcd/await-silence', host, peerUrl})),
      ...(hasNode(host, leaving, situation) ? [{kind: 'node/await-silence', host} as const] : []),
    ]),
  ];
}

/** The mark comes before the list changes: whatever is cut off, the host itself says that it was to leave. */
function outOfEtcd({host, peerUrl}: Leaving['members'][number], situation: Situation) {
  const facts = carrying(host, situation);
  const there: readonly Action[] = facts
    ? [{kind: 'etcd/move-leader', host, peerUrl}, ...marks(host, facts, 'leaving')]
    : [];
  return {
    ...serial(`Remove ${host} from etcd`, [...there, {kind: 'etcd/remove', host, peerUrl}]),
    requires: {kind: 'remove', peerUrl} as const,
  };
}

const drain = (host: HostName, leaving: Leaving, situation: Situation): Plan =>
  carrying(host, situation) && hasNode(host, leaving, situation)
    ? [serial(`Drain ${host}`, [{kind: 'node/drain', host, withinSeconds: leaving.drainSeconds}])]
    : [];

function clearance(host: HostName, {members}: Leaving, situation: Situation): Plan {
  const facts = carrying(host, situation);
  if (facts === undefined) return [];
  const hasMember = members.some(member => member.host === host);
  return [
    serial(`Take everything of the cluster off ${host}`, [
      ...(hasMember ? marks(host, facts, 'removed') : []),
      {kind: 'host/reset', host},
    ]),
  ];
}

/** While nobody can say what nodes there are, there may be one. */
const hasNode = (host: HostName, {nodes}: Leaving, {observed}: Situation): boolean =>
  nodes.has(host) && !(observed.kube.known && !observed.kube.value.nodes.some(({name}) => name === host));

function marks(host: HostName, {etcdMarker}: HostFacts, state: EtcdMarker['state']): readonly Action[] {
  const text = etcdMarkerText({...etcdMarker, state});
  return ETCD_MARKERS.map(path => ({kind: 'file/put', host, path, mode: '600', digest: sha256(text), text}));
}

/** What is known of a host that has something of the cluster on it; on one that is lost nothing is done. */
function carrying(host: HostName, {leaving, observed}: Situation): HostFacts | undefined {
  const facts = observed.hosts.get(host);
  if (leaving?.lost.has(host) || facts?.known !== true) return undefined;
  return isPresent(facts.value) ? facts.value : undefined;
}
