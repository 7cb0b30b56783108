import {type Action, isDue} from '../actions/action.js';
import {sha256} from '../model/digest.js';
import type {HostName} from '../model/names.js';
import type {EtcdMarker, HostFacts} from '../model/observed.js';
import {isManaged} from '../model/scope.js';
import {ETCD_MARKERS, etcdMarkerText} from '../render/etcd/marker.js';
import {KEEPALIVED_UNIT} from '../render/network/keepalived.js';
import {UNITS} from '../render/paths.js';
import type {PlanInput} from './input.js';
import {inOrder, type RemovalTargets} from './removal-targets.js';
import type {Plan, Stage} from './stage.js';
import {type StageId, stageOf} from './stages.js';

export interface Removals {
  /** Before everything else: a member that is down blocks other membership changes. */
  readonly first: Plan;
  /** After everything else, when load balancers no longer send requests to these hosts. */
  readonly last: Plan;
}

/**
 * Hosts are removed one after another, each member with a proof of its own. A host whose facts are unknown is skipped,
 * unless it is given as lost.
 */
export function removalStages(input: PlanInput): Removals {
  const {removal, observed} = input;
  // Membership unknown: plan no removals.
  if (removal === undefined || !observed.etcd.known) return {first: [], last: []};
  const due = (stages: Plan) =>
    stages.map(stage => ({...stage, actions: stage.actions.filter(action => isDue(action, input))}));
  const hosts = removal.hosts.filter(host => observed.hosts.get(host)?.known === true || removal.lost.has(host));
  const {renewed = []} = removal;
  const {first, last} = inOrder(removal, observed);
  const membership = (id: StageId, members: RemovalTargets['members'], host: HostName) =>
    members.filter(member => member.host === host).map(member => removeMember(id, member, input));
  return {
    first: due([
      ...[...hosts, ...renewed].flatMap(host => awaitUnreachable(host, removal, input)),
      // Before anything is done on the new machine: later its Node has the same name.
      ...renewed.flatMap(host => deleteNode('delete-old-node', host, removal, input)),
      ...[...hosts, ...renewed].flatMap(host => membership('remove-unhealthy-member', first, host)),
    ]),
    last: due(
      hosts.flatMap(host => [
        ...drain(host, removal, input),
        ...membership('remove-member', last, host),
        ...reset(host, removal, input),
        ...deleteNode('delete-node', host, removal, input),
      ]),
    ),
  };
}

/** A host that quorate cannot reach must be unreachable for the cluster as well. */
function awaitUnreachable(host: HostName, removal: RemovalTargets, input: PlanInput): Plan {
  if (managedFacts(host, input)) return [];
  const {first, last} = inOrder(removal, input.observed);
  const members = [...first, ...last].filter(member => member.host === host);
  return [
    stageOf(
      'await-unreachable',
      [
        ...members.map(({peerUrl}): Action => ({kind: 'etcd/await-unreachable', host, peerUrl})),
        ...(hasNode(host, removal, input) ? [{kind: 'node/await-unreachable', host} as const] : []),
      ],
      {host},
    ),
  ];
}

/** The marker is written before the member list changes: after an interruption the host itself says that it leaves. */
function removeMember(id: StageId, {host, peerUrl}: RemovalTargets['members'][number], input: PlanInput): Stage {
  const facts = managedFacts(host, input);
  const {successors = []} = input.removal ?? {};
  // The successor was prepared since it was verified.
  const verified: readonly Action[] =
    facts === undefined && successors.length > 0 ? [{kind: 'etcd/await-unreachable', host, peerUrl}] : [];
  const onHost: readonly Action[] = facts
    ? [...leaveVirtualIp(host, facts), {kind: 'etcd/move-leader', host, peerUrl}, ...markers(host, facts, 'leaving')]
    : verified;
  return {
    ...stageOf(id, [...onHost, {kind: 'etcd/remove', host, peerUrl}], {host}),
    requires: {kind: 'remove', peerUrl},
  };
}

/** Without its member the API server on this host does not serve: the virtual IP moves before that, if it is here. */
const leaveVirtualIp = (host: HostName, {owned}: HostFacts): readonly Action[] =>
  owned.has(`${UNITS}/${KEEPALIVED_UNIT}`) ? [{kind: 'service/stop', host, unit: KEEPALIVED_UNIT}] : [];

const drain = (host: HostName, removal: RemovalTargets, input: PlanInput): Plan =>
  managedFacts(host, input) && hasNode(host, removal, input)
    ? [stageOf('drain', [{kind: 'node/drain', host, withinSeconds: removal.drainSeconds}], {host})]
    : [];

function reset(host: HostName, {members, deleteEdited}: RemovalTargets, input: PlanInput): Plan {
  const facts = managedFacts(host, input);
  if (facts === undefined) return [];
  const hasMember = members.some(member => member.host === host);
  const marked = hasMember ? markers(host, facts, 'removed') : [];
  return [stageOf('reset', [...marked, {kind: 'host/reset', host, ...(deleteEdited ? {deleteEdited} : {})}], {host})];
}

const deleteNode = (
  id: 'delete-old-node' | 'delete-node',
  host: HostName,
  removal: RemovalTargets,
  input: PlanInput,
): Plan => (hasNode(host, removal, input) ? [stageOf(id, [{kind: 'node/delete', host}], {host})] : []);

/** While the nodes are unknown, there may be one. */
const hasNode = (host: HostName, {nodes}: RemovalTargets, {observed}: PlanInput): boolean =>
  nodes.has(host) && !(observed.kube.known && !observed.kube.value.nodes.some(({name}) => name === host));

function markers(host: HostName, {etcdMarker}: HostFacts, state: EtcdMarker['state']): readonly Action[] {
  const text = etcdMarkerText({...etcdMarker, state});
  return ETCD_MARKERS.map(path => ({kind: 'file/put', host, path, mode: '600', digest: sha256(text), text}));
}

/** The facts of a host that has files of the cluster; undefined for a lost host, and for its new machine: nothing is done there. */
function managedFacts(host: HostName, {removal, observed}: PlanInput): HostFacts | undefined {
  const facts = observed.hosts.get(host);
  if (removal?.lost.has(host) || removal?.renewed?.includes(host) || facts?.known !== true) return undefined;
  return isManaged(facts.value) ? facts.value : undefined;
}
