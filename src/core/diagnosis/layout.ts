import type {DesiredCluster, DesiredHost, DesiredVirtualIp} from '../model/desired.js';
import type {HostName} from '../model/names.js';
import {KEEPALIVED_UNIT} from '../render/network/keepalived.js';
import {type DiagnosisContext, factOf, knownValue} from './context.js';
import type {HostView, LayoutView, MemberView, PartView, UnmanagedEtcdView, VipView} from './diagnosis.js';
import type {MemberStatus} from './member-status.js';

/** The layout of an observed cluster. */
export const viewOf = (context: DiagnosisContext): LayoutView =>
  view(context.desired, host => observedHost(host, context), unmanagedMembers(context));

/** The layout of the configuration alone. */
export const plannedView = (desired: DesiredCluster): LayoutView => view(desired, host => plannedHost(host, desired));

function view(
  desired: DesiredCluster,
  viewOfHost: (host: DesiredHost) => HostView,
  members: UnmanagedEtcdView['members'] = [],
): LayoutView {
  const {name, kubernetesVersion, endpoint, hosts, unmanagedEtcd} = desired;
  const names = [...new Set(hosts.flatMap(({zone}) => zone ?? []))].toSorted();
  const hostsOf = (zone: string | undefined) =>
    hosts
      .filter(host => host.zone === zone)
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
      .map(viewOfHost);
  const withoutZone = hostsOf(undefined);
  return {
    name,
    kubernetesVersion,
    endpoint: `${endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host}:${endpoint.port}`,
    zones: [
      ...names.map(zone => ({name: zone, hosts: hostsOf(zone)})),
      ...(withoutZone.length > 0 ? [{hosts: withoutZone}] : []),
    ],
    ...(unmanagedEtcd === undefined ? {} : {unmanagedEtcd: {endpoints: unmanagedEtcd.endpoints, members}}),
  };
}

function plannedHost({name, address}: DesiredHost, desired: DesiredCluster): HostView {
  const {etcd, controlPlanes, nodes, loadBalancers, vipHosts} = desired;
  const has = (all: readonly {readonly host: HostName}[]) => all.some(({host}) => host === name);
  const planned: PartView = {state: 'planned'};
  return {
    name,
    address,
    reachable: 'planned',
    ...(has(etcd) ? {member: {...planned, role: 'voter'}} : {}),
    ...(has(controlPlanes) ? {controlPlane: planned} : {}),
    ...(has(nodes) ? {node: planned} : {}),
    ...(has(loadBalancers) ? {loadBalancer: planned} : {}),
    ...(has(vipHosts) ? {virtualIp: planned} : {}),
  };
}

function observedHost(host: DesiredHost, context: DiagnosisContext): HostView {
  const planned = plannedHost(host, context.desired);
  const {name} = host;
  const {loadBalancers, vipHosts} = context.desired;
  const balancer = loadBalancers.find(each => each.host === name);
  const vipHost = vipHosts.find(each => each.host === name);
  return {
    ...planned,
    reachable: factOf(context.evidence.observed.hosts, name).known ? 'yes' : 'no',
    ...(planned.member === undefined ? {} : {member: member(name, context)}),
    ...(planned.controlPlane === undefined ? {} : {controlPlane: controlPlane(name, context)}),
    ...(planned.node === undefined ? {} : {node: node(name, context)}),
    ...(balancer === undefined
      ? {}
      : {loadBalancer: sharing(name, 'quorate-load-balancer.service', balancer.shared, context)}),
    ...(vipHost === undefined ? {} : {virtualIp: sharing(name, KEEPALIVED_UNIT, vipHost.shared, context)}),
  };
}

function member(host: HostName, {membership}: DiagnosisContext): MemberView {
  if (!membership.known) return {role: 'voter', state: 'unknown', why: membership.why};
  const status = membership.value.members.find(each => each.host === host);
  return status === undefined ? {role: 'voter', state: 'down', why: 'is not in the member list'} : memberView(status);
}

function memberView({learner, leader, healthy, unasked, why = 'is not healthy'}: MemberStatus): MemberView {
  const role = learner ? 'learner' : leader ? 'leader' : 'voter';
  if (unasked) return {role, state: 'unknown', why: 'no endpoint reaches it'};
  return healthy ? {role, state: 'up'} : {role, state: 'down', why};
}

const unmanagedMembers = ({membership}: DiagnosisContext): UnmanagedEtcdView['members'] =>
  membership.known && membership.value.elsewhere
    ? membership.value.members.map(status => ({name: status.host, ...memberView(status)}))
    : [];

function controlPlane(host: HostName, {evidence}: DiagnosisContext): PartView {
  const ready = factOf(evidence.observed.apiReady, host);
  if (!ready.known) return {state: 'unknown', why: ready.why};
  return ready.value ? {state: 'up'} : {state: 'down', why: 'its API server is not ready'};
}

function node(host: HostName, {evidence: {kube}}: DiagnosisContext): PartView {
  if (!kube.known) return {state: 'unknown', why: kube.why};
  const found = kube.value.nodes.find(({name}) => name === host);
  if (found === undefined) return {state: 'down', why: 'its Node object is missing'};
  return found.ready ? {state: 'up'} : {state: 'down', why: 'its Node is not ready'};
}

/** What assigns the virtual IP, if there is one, runs in this unit. */
function sharing(
  host: HostName,
  unit: string,
  shared: DesiredVirtualIp | undefined,
  {evidence}: DiagnosisContext,
): VipView {
  const facts = factOf(evidence.observed.hosts, host);
  const addresses = knownValue(evidence.hosts.get(host))?.addresses;
  const holding =
    shared === undefined || addresses === undefined ? {} : {holdsAddress: addresses.includes(shared.address)};
  if (!facts.known) return {state: 'unknown', why: facts.why};
  const active = facts.value.units.get(unit)?.active;
  return active === 'active'
    ? {state: 'up', ...holding}
    : {state: 'down', why: `its unit is ${active ?? 'missing'}`, ...holding};
}
