import {anyArch, type Release} from '../../../../src/core/artifacts/bundle.js';
import {versionChanges} from '../../../../src/core/artifacts/changes.js';
import {chooseRelease} from '../../../../src/core/artifacts/release.js';
import type {UpgradeCheckInput} from '../../../../src/core/checks/upgrade/input.js';
import {upgradeFindings} from '../../../../src/core/checks/upgrade/table.js';
import type {DesiredCluster} from '../../../../src/core/model/desired.js';
import {known} from '../../../../src/core/model/fact.js';
import {etcdId, type HostName, hostName} from '../../../../src/core/model/names.js';
import type {EtcdMember, HostFacts, NodeFact, ObservedCluster} from '../../../../src/core/model/observed.js';
import {binaries} from '../../../../src/core/render/artifacts.js';
import {machineFacts} from '../../../support/builders/facts.js';
import {desiredCluster} from '../../../support/desired.js';
import {bundle, component, surroundings} from '../../artifacts/sample.js';

export interface Versions {
  readonly kubernetes: string;
  readonly etcd: string;
}

export const OLD: Versions = {kubernetes: '1.36.3', etcd: '3.6.16'};
export const NEW: Versions = {kubernetes: '1.37.2', etcd: '3.7.3'};

export function releaseOf({kubernetes, etcd}: Versions): Release {
  const parts = [...component('kubernetes', kubernetes), ...component('etcd', etcd), ...surroundings()];
  const chosen = chooseRelease({kubernetesVersion: kubernetes, etcdVersion: etcd}, bundle(parts));
  if ('findings' in chosen) throw new Error(JSON.stringify(chosen.findings));
  return chosen.release;
}

/** A cluster that is well, and all of it on its way from one pair of versions to another. */
export function upgrading(from: Versions, to: Versions, changes: Changes = {}): UpgradeCheckInput {
  const desired = desiredCluster({kubernetesVersion: to.kubernetes, ...changes.wishes});
  const observed = running(desired, from);
  const hosts = new Map([...observed.hosts].map(([name, facts]) => [name, changes.hosts?.[name] ?? facts] as const));
  const given = {...observed, hosts, ...changes.observed?.(observed)};
  const release = releaseOf(to);
  return {
    changes: versionChanges(given, release),
    desired,
    observed: given,
    release,
    available: [to.kubernetes],
    rollback: false,
    acceptDowntime: false,
    deprecated: known([]),
    evictablePods: known(new Map()),
    ...changes.given,
  };
}

interface Changes {
  readonly wishes?: Parameters<typeof desiredCluster>[0];
  readonly hosts?: Readonly<
    Record<string, ObservedCluster['hosts'] extends ReadonlyMap<HostName, infer F> ? F : never>
  >;
  readonly observed?: (observed: ObservedCluster) => Partial<ObservedCluster>;
  readonly given?: Partial<UpgradeCheckInput>;
}

/** What is said, and how much it weighs. */
export const said = (given: UpgradeCheckInput): readonly string[] =>
  upgradeFindings(given).map(({level, code}) => `${level} ${code}`);

export const messageOf = (given: UpgradeCheckInput, code: string): string =>
  upgradeFindings(given).find(finding => finding.code === code)?.message ?? `no finding ${code}`;

export const fixOf = (given: UpgradeCheckInput, code: string): string =>
  upgradeFindings(given).find(finding => finding.code === code)?.fix ?? `no finding ${code}`;

export function running(desired: DesiredCluster, versions: Versions): ObservedCluster {
  return {
    hosts: new Map(desired.hosts.map(({name}) => [name, known(factsOf(name, desired, versions))])),
    etcd: known({
      is: 'formed',
      clusterId: etcdId('cdf818194e3a8c32'),
      members: desired.etcd.map(({host, peerUrl}, index) => member(host, peerUrl, index, versions.etcd)),
    }),
    apiReady: new Map(desired.controlPlanes.map(({host}) => [host, known(true)])),
    kube: known({nodes: desired.nodes.map(({host}) => node(host, versions.kubernetes)), objects: new Map()}),
  };
}

/** With links to what is in use there. */
export function factsOf(name: HostName, desired: DesiredCluster, versions: Versions): HostFacts {
  const release = anyArch(releaseOf(versions));
  const at = ({host}: {readonly host: HostName}) => host === name;
  const names = [
    ...(desired.etcd.some(at) ? ['etcd', 'etcdctl', 'etcdutl'] : []),
    ...(desired.controlPlanes.some(at) ? ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] : []),
    ...(desired.nodes.some(at) ? ['kubelet', 'kube-proxy', 'containerd', 'runc', 'flanneld'] : []),
  ];
  const {links} = binaries({release, facts: machineFacts()}, [...names, 'flannel']);
  return machineFacts({
    hostname: name,
    owned: new Set(['/opt/quorate/bin/kubelet']),
    links: new Map([...links.map(({path, target}) => [path, target] as const), KUBECTL]),
  });
}

const KUBECTL = ['/usr/local/bin/kubectl', '/opt/quorate/bin/kubectl'] as const;

const member = (host: HostName, peerUrl: string, index: number, version: string): EtcdMember => ({
  id: etcdId(`${index + 1}`.padStart(16, '0')),
  name: host,
  peerUrl,
  learner: false,
  healthy: true,
  leader: index === 0,
  version,
  behind: 0,
});

const node = (name: HostName, version: string): NodeFact => ({
  name,
  ready: true,
  labels: {},
  version: `v${version}`,
  internalIp: '10.0.0.11',
});

/** The same with something else about one member. */
export const withMember =
  (name: string, changes: Partial<EtcdMember>) =>
  ({etcd}: ObservedCluster): Partial<ObservedCluster> => {
    if (!etcd.known || etcd.value.is !== 'formed') throw new Error('etcd is not formed');
    const members = etcd.value.members.map(each => (each.name === name ? {...each, ...changes} : each));
    return {etcd: known({...etcd.value, members})};
  };

/** The same with something else about one node. */
export const withNode =
  (name: string, changes: Partial<NodeFact>) =>
  ({kube}: ObservedCluster): Partial<ObservedCluster> => {
    if (!kube.known) throw new Error('the nodes are not known');
    return {
      kube: known({
        ...kube.value,
        nodes: kube.value.nodes.map(each => (each.name === name ? {...each, ...changes} : each)),
      }),
    };
  };

export const cp = (number: number): HostName => hostName(`cp-${number}`);
export const worker = (number: number): HostName => hostName(`worker-${number}`);
