import type {DesiredCluster, DesiredControlPlane} from '../../model/desired.js';
import {KEEPALIVED_UNIT} from '../../render/network/keepalived.js';
import {type DiagnosisContext, factOf, knownOf, knownValue} from '../context.js';
import type {MemberStatus} from '../member-status.js';
import {answersOf, servesReads} from '../unmanaged-members.js';
import {type ApiEndpoint, apiEndpoint} from './endpoint.js';

/** What a failure simulation needs, of an observed cluster or of the configuration alone. */
export interface LossModel {
  readonly hosts: readonly {readonly name: string; readonly zone?: string}[];
  /** given: an unmanaged etcd that was not observed. It is assumed to stay writable. */
  readonly etcd: 'members' | 'given';
  readonly voters: readonly {readonly host: string; readonly up: boolean}[];
  readonly controlPlanes: readonly {
    readonly host: string;
    readonly up: boolean;
    /** Hosts of the members that its API server can use. */
    readonly members: readonly string[];
  }[];
  readonly apiEndpoint: ApiEndpoint;
  readonly workloads: readonly {readonly name: string; readonly hosts: readonly string[]}[];
}

/** Of the configuration alone: all hosts are assumed to be up. */
export const plannedModel = (desired: DesiredCluster): LossModel => ({
  hosts: desired.hosts,
  etcd: desired.unmanagedEtcd === undefined ? 'members' : 'given',
  voters: desired.etcd.map(({host}) => ({host, up: true})),
  controlPlanes: desired.controlPlanes.map(each => ({host: each.host, up: true, members: membersOf(each, desired)})),
  apiEndpoint: apiEndpoint(desired, () => true),
  workloads: [],
});

/** As it was observed: what may be down does not count. */
export function observedModel(context: DiagnosisContext): LossModel {
  const {desired, evidence, membership} = context;
  const members = knownValue(membership)?.members ?? [];
  const ready = (host: DesiredControlPlane['host']) => knownValue(factOf(evidence.observed.apiReady, host)) === true;
  const running = (unit: string) =>
    new Set<string>(
      knownOf(evidence.observed.hosts)
        .filter(([, {units}]) => units.get(unit)?.active === 'active')
        .map(([host]) => host),
    );
  const balancing = running(desired.vipHosts.length > 0 ? KEEPALIVED_UNIT : 'quorate-load-balancer.service');
  return {
    hosts: desired.hosts,
    etcd: 'members',
    voters: members.filter(({learner}) => !learner).map(({host, healthy}) => ({host, up: healthy})),
    controlPlanes: desired.controlPlanes.map(each => ({
      host: each.host,
      up: ready(each.host),
      members: (desired.unmanagedEtcd === undefined
        ? membersOf(each, desired)
        : membersBehind(each, members, context)
      ).filter(host => members.some(member => member.host === host && member.healthy)),
    })),
    apiEndpoint: apiEndpoint(desired, host => balancing.has(host)),
    workloads: knownValue(evidence.kube)?.workloads ?? [],
  };
}

/** An endpoint on loopback is the member of the same host. */
const membersOf = ({host, etcdEndpoints}: DesiredControlPlane, {etcd}: DesiredCluster): readonly string[] =>
  etcdEndpoints.flatMap(endpoint =>
    new URL(endpoint).hostname === '127.0.0.1'
      ? [host]
      : etcd.flatMap(member => (member.clientUrl === endpoint ? member.host : [])),
  );

/** The members of an unmanaged etcd that serve this control plane. */
function membersBehind(
  {host}: DesiredControlPlane,
  members: readonly MemberStatus[],
  {evidence}: DiagnosisContext,
): readonly string[] {
  const serving = new Set(
    answersOf(evidence.observed).flatMap(answer =>
      answer.is === 'etcd' && servesReads(answer) && (answer.from ?? host) === host ? answer.status.memberId : [],
    ),
  );
  return members.filter(({id}) => serving.has(id)).map(each => each.host);
}
