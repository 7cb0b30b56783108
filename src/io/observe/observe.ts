import type {Evidence} from '../../core/diagnosis/evidence.js';
import type {DesiredCluster} from '../../core/model/desired.js';
import {sha256} from '../../core/model/digest.js';
import {known} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import {type ObservedReach, reachQueries} from '../../core/model/network-reach.js';
import type {ObservedCluster} from '../../core/model/observed.js';
import type {OperatorDigests} from '../../core/model/operator-file.js';
import {clusterObjects} from '../../core/render/kube/objects.js';
import type {Depth} from '../../ports/cluster.js';
import {asFact} from '../as-fact.js';
import {askMembers} from '../etcd/ask.js';
import {memberHosts} from '../etcd/member-hosts.js';
import {assemble} from '../etcd/merge-status.js';
import {kubeCall} from '../kube/call.js';
import {examineKube} from '../kube/examine.js';
import {hostScript} from '../remote/host-script.js';
import {byRevision, gatherMembers} from './evidence/members.js';
import {askSuspects} from './evidence/suspects.js';
import {apiServerVersions, hostEvidence, linkEvidence, type ObservedHost, observeHosts} from './hosts.js';
import type {Observer} from './observer.js';
import {askReach} from './reach.js';

/**
 * Gathers the facts of a cluster: hosts, etcd and the API in parallel, reading only. What does not answer is unknown.
 *
 * @param depth 'plan': what the planner compares. 'diagnosis': also what only a diagnosis judges.
 * @param seen facts that were just gathered: these hosts are not read again.
 */
export async function observe(
  observer: Observer,
  desired: DesiredCluster,
  depth: Depth,
  gathered?: ObservedCluster['hosts'],
): Promise<Evidence> {
  const {templates, connections, release, comparesObjects} = observer;
  const controlPlanes = desired.controlPlanes.map(({host}) => host);
  const objects = comparesObjects && controlPlanes.length > 0 ? clusterObjects(desired, release) : [];
  const call = kubeCall(connections.to, hostScript(templates, 'kube-api'));
  const asking = observeHosts(observer, desired, depth, gathered);
  const examining = examineKube(call, controlPlanes, objects, depth);
  const [hosts, etcd, unmanaged, operatorFiles, caHome, kube, reach] = await Promise.all([
    asking,
    observeMembers(observer, desired, depth, asking),
    observer.unmanagedEtcd?.read(),
    operatorDigests(observer, depth),
    observeCaHome(observer),
    examining,
    observeReach(observer, desired, examining),
  ]);
  const observed: ObservedCluster = {
    hosts: factsOf(hosts),
    ...(unmanaged ?? {etcd: assemble(desired.etcd, etcd.answers)}),
    ...(operatorFiles === undefined ? {} : {operatorFiles}),
    ...(caHome === undefined ? {} : {caHome}),
    apiReady: kube.apiReady,
    kube: kube.state,
    ...(reach === undefined ? {} : {reach}),
  };
  const gatheredHosts = new Map(hosts.map(each => [each.host, hostEvidence(each)] as const));
  const seen = {observed, hosts: gatheredHosts};
  const suspects =
    depth === 'plan' ? {} : await askSuspects(call, desired, seen, () => newestRevision(observer, desired));
  return {
    observed,
    members: etcd.evidence(host => metricsOf(hosts, host)),
    hosts: gatheredHosts,
    links: depth === 'plan' ? [] : linkEvidence(desired, hosts),
    kube: kube.evidence.known
      ? known({
          ...kube.evidence.value,
          servers: apiServerVersions(hosts),
          secretsEncrypted: etcd.secretsEncrypted,
          ...suspects,
        })
      : kube.evidence,
  };
}

/** The API knows the range of each node in the pod network. */
async function observeReach(
  {connections, templates}: Observer,
  desired: DesiredCluster,
  examining: ReturnType<typeof examineKube>,
): Promise<ObservedReach | undefined> {
  const {state} = await examining;
  return state.known ? askReach(reachQueries(desired, state.value.nodes), connections, templates) : undefined;
}

/** Without them a plan would be incomplete: it is refused. A diagnosis does without. */
async function operatorDigests({operatorFiles}: Observer, depth: Depth): Promise<OperatorDigests | undefined> {
  if (operatorFiles === undefined) return undefined;
  const read = async () =>
    known(new Map([...(await operatorFiles())].map(([source, content]) => [source, sha256(content)] as const)));
  return depth === 'plan' ? read() : asFact(read);
}

/** A run is refused without it, a diagnosis goes by what the hosts have: core/pki/home. */
const observeCaHome = async ({caHome}: Observer): Promise<ObservedCluster['caHome']> =>
  caHome && asFact(async () => known(await caHome.facts()));

/** A member that the configuration does not declare is known to its host alone: then all members are asked again. */
async function observeMembers(
  {templates, connections, memberHosts: given, unmanagedEtcd}: Observer,
  desired: DesiredCluster,
  depth: Depth,
  asking: Promise<readonly ObservedHost[]>,
) {
  const carriers = given ?? memberHosts(desired.etcd);
  const ask = () =>
    gatherMembers(
      carriers.toAsk(),
      connections.to,
      {status: hostScript(templates, 'etcd-status'), compare: hostScript(templates, 'etcd-hash')},
      depth,
    );
  const [first, hosts] = await Promise.all([ask(), asking]);
  return unmanagedEtcd === undefined && carriers.learn(factsOf(hosts)) ? ask() : first;
}

/** Of all members that answer now. */
async function newestRevision(
  {templates, connections, memberHosts: given}: Observer,
  desired: DesiredCluster,
): Promise<string | undefined> {
  const hosts = (given ?? memberHosts(desired.etcd)).toAsk();
  const answers = await askMembers(hosts, connections.to, hostScript(templates, 'etcd-status'));
  const revisions = [...answers.values()].flatMap(answer =>
    answer.known ? (answer.value.status?.revision ?? []) : [],
  );
  return revisions.toSorted(byRevision).at(-1);
}

const factsOf = (hosts: readonly ObservedHost[]): ObservedCluster['hosts'] =>
  new Map(hosts.map(({host, facts}) => [host, facts]));

const metricsOf = (hosts: readonly ObservedHost[], host: HostName): string | undefined => {
  const answer = hosts.find(each => each.host === host)?.answer;
  return answer?.known ? answer.value.metrics : undefined;
};
