import type {Evidence, HostEvidence, LinkEvidence} from '../../../core/diagnosis/evidence.js';
import {neededLinks} from '../../../core/diagnosis/required-links.js';
import type {DesiredCluster} from '../../../core/model/desired.js';
import {type Fact, known, unknown} from '../../../core/model/fact.js';
import type {HostName} from '../../../core/model/names.js';
import type {HostFacts, ObservedCluster} from '../../../core/model/observed.js';
import {factQuery, ownUnits} from '../../../core/plan/fact-query.js';
import {clusterObjects} from '../../../core/render/kube/objects.js';
import type {Templates} from '../../../core/render/types.js';
import type {Release} from '../../../core/versions/bundle.js';
import type {HostClient} from '../../../ports/host.js';
import {answered} from '../../as-fact.js';
import {memberHosts} from '../../etcd/carriers.js';
import {assemble} from '../../etcd/merge-status.js';
import type {UnmanagedEtcdClientFiles} from '../../etcd/unmanaged/client-files.js';
import {unmanagedEtcdClient} from '../../etcd/unmanaged/etcd-client.js';
import {kubeCall} from '../../kube/call.js';
import {examineKube} from '../../kube/examine.js';
import type {Connections} from '../connections.js';
import {askHost, type HostAnswer} from './host.js';
import {gatherMembers} from './members.js';
import {hostQuery} from './question.js';

export interface Gathering {
  readonly desired: DesiredCluster;
  readonly release: Release;
  readonly templates: Templates;
  readonly reach: Connections;
  readonly port: (host: HostName) => Pick<HostClient, 'facts'>;
  /** Objects of the API are compared with what the release wants; without a release of a bundle there is nothing to. */
  readonly compareObjects: boolean;
  /** What the hosts have said just now: they are not asked for it again. */
  readonly seen?: ObservedCluster['hosts'] | undefined;
  /** The operator's files for somebody else's etcd. */
  readonly unmanagedEtcdFiles: () => Promise<UnmanagedEtcdClientFiles>;
  /** How long an endpoint of that etcd may take; a while, unless said otherwise. */
  readonly unmanagedEtcdTimeoutMs?: number;
}

/** One look at all that a diagnosis rests on, everything side by side. It only reads, and who is silent is unknown. */
export async function gatherEvidence(gathering: Gathering): Promise<Evidence> {
  const {desired, release, templates, reach, compareObjects} = gathering;
  const controlPlanes = desired.controlPlanes.map(({host}) => host);
  const script = (name: string) => templates.get(`host/${name}.sh`)!;
  const objects = compareObjects && desired.controlPlanes.length > 0 ? clusterObjects(desired, release) : [];
  const memberHosting = memberHosts(desired.etcd);
  const asking = lookAtHosts(gathering);
  const askEtcd = () =>
    gatherMembers(memberHosting.toAsk(), reach.to, {status: script('etcd-status'), compare: script('etcd-compare')});
  // A member that the configuration does not declare is seen by its host alone: then all are asked once more.
  const etcdOnce = async () => {
    const [first, looked] = await Promise.all([askEtcd(), asking]);
    const more =
      desired.store === undefined && memberHosting.learn(new Map(looked.map(({host, facts}) => [host, facts])));
    return more ? askEtcd() : first;
  };
  const [hosts, etcd, store, kube] = await Promise.all([
    asking,
    etcdOnce(),
    observeUnmanagedEtcd(gathering, controlPlanes),
    examineKube(kubeCall(reach.to, script('kube-api')), controlPlanes, objects),
  ]);
  const answers = new Map(hosts.map(({host, answer}) => [host, answer]));
  return {
    observed: {
      hosts: new Map(hosts.map(({host, facts}) => [host, facts])),
      ...(store ?? {etcd: assemble(desired.etcd, etcd.answers)}),
      apiReady: kube.apiReady,
      kube: kube.state,
    },
    members: etcd.evidence(host => {
      const answer = answers.get(host);
      return answer?.known ? answer.value.metrics : undefined;
    }),
    hosts: new Map(hosts.map(look => [look.host, hostEvidence(look)])),
    links: links(desired, answers),
    kube: kube.evidence.known
      ? known({...kube.evidence.value, servers: servers(answers), secretsEncrypted: etcd.secretsEncrypted})
      : kube.evidence,
  };
}

const observeUnmanagedEtcd = (
  {desired: {store}, reach, unmanagedEtcdFiles, unmanagedEtcdTimeoutMs}: Gathering,
  controlPlanes: readonly HostName[],
) =>
  store === undefined
    ? undefined
    : unmanagedEtcdClient(store, controlPlanes, reach.to, unmanagedEtcdFiles, unmanagedEtcdTimeoutMs).look();

interface Look {
  readonly host: HostName;
  readonly facts: Fact<HostFacts>;
  readonly answer: Fact<HostAnswer>;
}

function lookAtHosts({desired, release, templates, reach, port, seen}: Gathering): Promise<readonly Look[]> {
  const needed = neededLinks(desired);
  return Promise.all(
    desired.hosts.map(async ({name: host}) => {
      const planner = factQuery(desired, release, templates, host);
      const question = hostQuery(desired, ownUnits(planner), needed, host);
      const [facts, answer] = await Promise.all([
        seen?.get(host) ?? answered(async () => known(await port(host).facts(planner))),
        answered(async () => known(await askHost({name: host, transport: reach.to(host), templates}, question))),
      ]);
      return {host, facts, answer};
    }),
  );
}

const hostEvidence = ({facts, answer}: Look): Fact<HostEvidence> =>
  answer.known ? known({...answer.value.evidence, addresses: facts.known ? facts.value.addresses : []}) : answer;

const servers = (answers: ReadonlyMap<HostName, Fact<HostAnswer>>): ReadonlyMap<HostName, string> =>
  new Map(
    [...answers].flatMap(([host, answer]) => {
      const version = answer.known ? answer.value.apiServerVersion : undefined;
      return version === undefined ? [] : [[host, version] as const];
    }),
  );

/** What a silent host would have tried is not known; nobody counts as cut off because nobody asked. */
const links = (desired: DesiredCluster, answers: ReadonlyMap<HostName, Fact<HostAnswer>>): readonly LinkEvidence[] => [
  ...[...answers.values()].flatMap(answer => (answer.known ? answer.value.links : [])),
  ...neededLinks(desired).flatMap(({from, to, port}) => {
    const answer = answers.get(from) ?? unknown('was not asked');
    return answer.known ? [] : [{from, to, port, answer}];
  }),
];
