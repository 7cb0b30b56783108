import {sha256} from '../model/digest.js';
import type {HostName} from '../model/names.js';
import type {EtcdMarker, HostFacts} from '../model/observed.js';
import {isManaged} from '../model/scope.js';
import {ETCD_MARKERS, etcdMarkerText} from '../render/etcd/marker.js';
import type {Action, Plan} from './action.js';
import {serial} from './action.js';
import {isDue} from './due.js';
import type {PlanInput} from './input.js';
import {inOrder, type RemovalTargets} from './removal-targets.js';

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
export function removalStages(input: PlanInput): Departures {
  const {leaving, observed} = input;
  // While it is not known who is a member, none is taken for none.
  if (leaving === undefined || !observed.etcd.known) return {first: [], last: []};
  const due = (stages: Plan) =>
    stages.map(stage => ({...stage, actions: stage.actions.filter(action => isDue(action, input))}));
  const hosts = leaving.hosts.filter(host => observed.hosts.get(host)?.known === true || leaving.lost.has(host));
  const {first, last} = inOrder(leaving, observed);
  const membership = (members: RemovalTargets['members'], host: HostName) =>
    members.filter(member => member.host === host).map(member => outOfEtcd(member, input));
  return {
    first: due([
      ...hosts.flatMap(host => silence(host, leaving, input)),
      ...hosts.flatMap(host => membership(first, host)),
    ]),
    last: due(
      hosts.flatMap(host => [
        ...drain(host, leaving, input),
        ...membership(last, host),
        ...clearance(host, leaving, input),
        ...(hasNode(host, leaving, input) ? [serial(`Delete the node ${host}`, [{kind: 'node/delete', host}])] : []),
      ]),
    ),
  };
}

/** Where nothing of the cluster can be seen on a host, nobody in the cluster may hear of it any more either. */
function silence(host: HostName, leaving: RemovalTargets, input: PlanInput): Plan {
  if (carrying(host, input)) return [];
  const {first, last} = inOrder(leaving, input.observed);
  const members = [...first, ...last].filter(member => member.host === host);
  return [
    serial(`Make sure that ${host} is gone`, [
      ...members.map(({peerUrl}): Action => ({kind: 'etcd/await-unreachable', host, peerUrl})),
      ...(hasNode(host, leaving, input) ? [{kind: 'node/await-unreachable', host} as const] : []),
    ]),
  ];
}

/** The mark comes before the list changes: whatever is cut off, the host itself says that it was to leave. */
function outOfEtcd({host, peerUrl}: RemovalTargets['members'][number], input: PlanInput) {
  const facts = carrying(host, input);
  const there: readonly Action[] = facts
    ? [{kind: 'etcd/move-leader', host, peerUrl}, ...marks(host, facts, 'leaving')]
    : [];
  return {
    ...serial(`Remove ${host} from etcd`, [...there, {kind: 'etcd/remove', host, peerUrl}]),
    requires: {kind: 'remove', peerUrl} as const,
  };
}

const drain = (host: HostName, leaving: RemovalTargets, input: PlanInput): Plan =>
  carrying(host, input) && hasNode(host, leaving, input)
    ? [serial(`Drain ${host}`, [{kind: 'node/drain', host, withinSeconds: leaving.drainSeconds}])]
    : [];

function clearance(host: HostName, {members}: RemovalTargets, input: PlanInput): Plan {
  const facts = carrying(host, input);
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
const hasNode = (host: HostName, {nodes}: RemovalTargets, {observed}: PlanInput): boolean =>
  nodes.has(host) && !(observed.kube.known && !observed.kube.value.nodes.some(({name}) => name === host));

function marks(host: HostName, {etcdMarker}: HostFacts, state: EtcdMarker['state']): readonly Action[] {
  const text = etcdMarkerText({...etcdMarker, state});
  return ETCD_MARKERS.map(path => ({kind: 'file/put', host, path, mode: '600', digest: sha256(text), text}));
}

/** What is known of a host that has something of the cluster on it; on one that is lost nothing is done. */
function carrying(host: HostName, {leaving, observed}: PlanInput): HostFacts | undefined {
  const facts = observed.hosts.get(host);
  if (leaving?.lost.has(host) || facts?.known !== true) return undefined;
  return isManaged(facts.value) ? facts.value : undefined;
}
