import type {DesiredMember} from '../cluster/desired.js';
import {sha256} from '../cluster/digest.js';
import type {HostName} from '../cluster/names.js';
import type {EtcdMarker, EtcdMember, HostFacts} from '../cluster/observed.js';
import {ETCD_MARKER, etcdMarkerText} from '../render/etcd/marker.js';
import type {Action, Plan, Stage} from './action.js';
import {isDue} from './due.js';
import type {Situation} from './situation.js';
import {serial} from './stage.js';

interface Departures {
  /** Members that are down, and learners: they are in the way of every other change. */
  readonly first: Plan;
  /** What is up goes when nobody counts on it any more: endpoints are rolled out and balancers told before. */
  readonly last: Plan;
}

/** Hosts leave one after another, each member under a proof of its own. A host that is lost is left alone. */
export function departures(situation: Situation): Departures {
  const {leaving, observed} = situation;
  // While it is not known who is a member, none is taken for none.
  if (leaving === undefined || !observed.etcd.known) return {first: [], last: []};
  const due = (stages: Plan) =>
    stages
      .map(stage => ({...stage, actions: stage.actions.filter(action => isDue(action, situation))}))
      .filter(stage => stage.actions.length > 0);
  const hosts = leaving.part.hosts.map(({name}) => name);
  const early = leaving.part.etcd.filter(member => !isHealthyVoter(listed(member, situation)));
  const membership = (host: HostName, members: readonly DesiredMember[]) =>
    members.filter(each => each.host === host).flatMap(member => outOfEtcd(member, situation));
  return {
    first: hosts.flatMap(host => due([...silence(host, situation), ...membership(host, early)])),
    last: hosts.flatMap(host =>
      due([
        ...drain(host, situation),
        ...membership(
          host,
          leaving.part.etcd.filter(member => !early.includes(member)),
        ),
        ...clearance(host, situation),
        ...ofNode(host, situation, serial(`Delete the node ${host}`, [{kind: 'node/delete', host}])),
      ]),
    ),
  };
}

const listed = ({peerUrl}: DesiredMember, {observed}: Situation): EtcdMember | undefined =>
  observed.etcd.known && observed.etcd.value.is === 'formed'
    ? observed.etcd.value.members.find(member => member.peerUrl === peerUrl)
    : undefined;

const isHealthyVoter = (member: EtcdMember | undefined): boolean => member?.healthy === true && !member.learner;

/** Only while something of it is left in the cluster: afterwards nobody has to hear of it any more. */
function silence(host: HostName, situation: Situation): Plan {
  const {leaving} = situation;
  const member = leaving?.part.etcd.find(each => each.host === host && listed(each, situation) !== undefined);
  const known = member !== undefined || ofNode(host, situation, serial('', [])).length > 0;
  if (leaving?.lost !== true || !known) return [];
  const peerUrl = member === undefined ? {} : {peerUrl: member.peerUrl};
  return [serial(`Make sure that ${host} is lost`, [{kind: 'host/await-silence', host, ...peerUrl}])];
}

/** The mark comes before the list changes: whatever is cut off, the host itself says that it was to leave. */
function outOfEtcd(member: DesiredMember, situation: Situation): Plan {
  const {host, peerUrl} = member;
  if (listed(member, situation) === undefined) return [];
  const facts = carrying(host, situation);
  return [
    {
      ...serial(`Remove ${host} from etcd`, [
        {kind: 'etcd/move-leader', host, peerUrl},
        ...(facts === undefined ? [] : [mark(host, facts, 'leaving')]),
        {kind: 'etcd/remove', host, peerUrl},
      ]),
      requires: {kind: 'remove', peerUrl},
    },
  ];
}

function clearance(host: HostName, situation: Situation): Plan {
  const facts = carrying(host, situation);
  if (facts === undefined) return [];
  const hasMember = situation.leaving?.part.etcd.some(each => each.host === host) === true;
  return [
    serial(`Take everything of the cluster off ${host}`, [
      ...(hasMember ? [mark(host, facts, 'removed')] : []),
      {kind: 'host/reset', host},
    ]),
  ];
}

const drain = (host: HostName, situation: Situation): Plan =>
  carrying(host, situation) === undefined
    ? []
    : ofNode(
        host,
        situation,
        serial(`Drain ${host}`, [{kind: 'node/drain', host, timeoutSeconds: situation.leaving?.drainSeconds ?? 0}]),
      );

/** While nobody can say what nodes there are, there may be one. */
function ofNode(host: HostName, {leaving, observed}: Situation, stage: Stage): Plan {
  if (leaving?.part.nodes.some(node => node.host === host) !== true) return [];
  return observed.kube.known && !observed.kube.value.nodes.some(({name}) => name === host) ? [] : [stage];
}

function mark(host: HostName, {etcdMarker}: HostFacts, state: EtcdMarker['state']): Action {
  const text = etcdMarkerText({...etcdMarker, state});
  return {kind: 'file/put', host, path: ETCD_MARKER, mode: '600', digest: sha256(text), text};
}

/** What is known of a host that has something of the cluster on it. */
function carrying(host: HostName, {observed}: Situation): HostFacts | undefined {
  const facts = observed.hosts.get(host);
  return facts?.known === true && facts.value.owned.size > 0 ? facts.value : undefined;
}
