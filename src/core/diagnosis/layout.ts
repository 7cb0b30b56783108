import type {DesiredCluster, DesiredHost} from '../model/desired.js';
import type {HostName} from '../model/names.js';
import {type DiagnosisContext, factOf, knownValue} from './context.js';
import type {HostView, LayoutView, MemberView, PartView, UnmanagedEtcdView} from './diagnosis.js';
import type {MemberStatus} from './member-status.js';

/** What is drawn of a cluster that was looked at. */
export const viewOf = (about: DiagnosisContext): LayoutView =>
  view(about.desired, host => seenHost(host, about), storeMembers(about));

/** What is drawn of the configuration alone. */
export const plannedView = (desired: DesiredCluster): LayoutView => view(desired, host => plannedHost(host, desired));

function view(
  desired: DesiredCluster,
  drawn: (host: DesiredHost) => HostView,
  members: UnmanagedEtcdView['members'] = [],
): LayoutView {
  const {name, kubernetesVersion, endpoint, hosts, store} = desired;
  const names = [...new Set(hosts.flatMap(({zone}) => zone ?? []))].toSorted();
  const restrictTo = (zone: string | undefined) =>
    hosts
      .filter(host => host.zone === zone)
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
      .map(drawn);
  const nowhere = restrictTo(undefined);
  return {
    name,
    kubernetesVersion,
    endpoint: `${endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host}:${endpoint.port}`,
    zones: [
      ...names.map(zone => ({name: zone, hosts: restrictTo(zone)})),
      ...(nowhere.length > 0 ? [{hosts: nowhere}] : []),
    ],
    ...(store === undefined ? {} : {store: {endpoints: store.endpoints, members}}),
  };
}

function plannedHost({name, address}: DesiredHost, desired: DesiredCluster): HostView {
  const {etcd, controlPlanes, nodes, loadBalancers} = desired;
  const has = (all: readonly {readonly host: HostName}[]) => all.some(({host}) => host === name);
  const planned: PartView = {state: 'planned'};
  return {
    name,
    address,
    seen: 'planned',
    ...(has(etcd) ? {member: {...planned, part: 'voter'}} : {}),
    ...(has(controlPlanes) ? {controlPlane: planned} : {}),
    ...(has(nodes) ? {node: planned} : {}),
    ...(has(loadBalancers) ? {loadBalancer: planned} : {}),
  };
}

function seenHost(host: DesiredHost, about: DiagnosisContext): HostView {
  const planned = plannedHost(host, about.desired);
  const {name} = host;
  return {
    ...planned,
    seen: factOf(about.evidence.observed.hosts, name).known ? 'yes' : 'no',
    ...(planned.member === undefined ? {} : {member: member(name, about)}),
    ...(planned.controlPlane === undefined ? {} : {controlPlane: controlPlane(name, about)}),
    ...(planned.node === undefined ? {} : {node: node(name, about)}),
    ...(planned.loadBalancer === undefined ? {} : {loadBalancer: loadBalancer(name, about)}),
  };
}

function member(host: HostName, {membership}: DiagnosisContext): MemberView {
  if (!membership.known) return {part: 'voter', state: 'unknown', why: membership.why};
  const seat = membership.value.members.find(each => each.host === host);
  return seat === undefined ? {part: 'voter', state: 'down', why: 'is not in the member list'} : seated(seat);
}

function seated({learner, leader, healthy, unasked, why = 'is not healthy'}: MemberStatus): MemberView {
  const part = learner ? 'learner' : leader ? 'leader' : 'voter';
  if (unasked) return {part, state: 'unknown', why: 'no endpoint leads to it'};
  return healthy ? {part, state: 'up'} : {part, state: 'down', why};
}

const storeMembers = ({membership}: DiagnosisContext): UnmanagedEtcdView['members'] =>
  membership.known && membership.value.elsewhere
    ? membership.value.members.map(seat => ({name: seat.host, ...seated(seat)}))
    : [];

function controlPlane(host: HostName, {evidence}: DiagnosisContext): PartView {
  const ready = factOf(evidence.observed.apiReady, host);
  if (!ready.known) return {state: 'unknown', why: ready.why};
  return ready.value ? {state: 'up'} : {state: 'down', why: 'its API server is not ready'};
}

function node(host: HostName, {evidence: {kube}}: DiagnosisContext): PartView {
  if (!kube.known) return {state: 'unknown', why: kube.why};
  const seen = kube.value.nodes.find(({name}) => name === host);
  if (seen === undefined) return {state: 'down', why: 'the API has no Node for it'};
  return seen.ready ? {state: 'up'} : {state: 'down', why: 'its Node is not ready'};
}

function loadBalancer(host: HostName, {desired, evidence}: DiagnosisContext): NonNullable<HostView['loadBalancer']> {
  const facts = factOf(evidence.observed.hosts, host);
  const shared = desired.loadBalancers.find(each => each.host === host)?.shared;
  const addresses = knownValue(evidence.hosts.get(host))?.addresses;
  const holding =
    shared === undefined || addresses === undefined ? {} : {holdsAddress: addresses.includes(shared.address)};
  if (!facts.known) return {state: 'unknown', why: facts.why};
  const active = facts.value.units.get('quorate-load-balancer.service')?.active;
  return active === 'active'
    ? {state: 'up', ...holding}
    : {state: 'down', why: `its unit is ${active ?? 'not there'}`, ...holding};
}
