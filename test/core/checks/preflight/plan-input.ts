import {ARCHES, type Release} from '../../../../src/core/artifacts/bundle.js';
import {PREFLIGHT_COMMANDS} from '../../../../src/core/checks/preflight/commands.js';
import {preflight} from '../../../../src/core/checks/preflight/preflight.js';
import type {DesiredCluster} from '../../../../src/core/model/desired.js';
import type {Finding} from '../../../../src/core/model/finding.js';
import type {HostFacts} from '../../../../src/core/model/observed.js';
import {machineFacts} from '../../../support/builders/facts.js';
import {placesOf} from '../../../support/builders/places.js';
import {release as builtRelease, withArtifacts} from '../../../support/builders/release.js';
import {desiredCluster} from '../../../support/desired.js';

/** What preflight says when one host, all else being well, is like this. */
export const saidOf = (name: string, facts: Partial<HostFacts>, wishes: Wishes = {}): readonly Finding[] =>
  saidOfAll({[name]: facts}, wishes);

interface Wishes {
  readonly isNew?: boolean;
  readonly external?: boolean;
  /** Of the desired cluster. */
  readonly changes?: Partial<DesiredCluster>;
  readonly from?: Release;
}

/** The same of several hosts; those that are not named are well. */
export const saidOfAll = (
  ill: Readonly<Record<string, Partial<HostFacts>>>,
  {isNew = true, external = false, changes = {}, from = release}: Wishes = {},
): readonly Finding[] => {
  const desired = {...desiredCluster({topology: external ? 'external' : 'stacked'}), ...changes};
  const hosts = new Map(
    desired.hosts.map(({name, address}) => [name, {...healthyFacts(name, address), ...ill[name]}] as const),
  );
  return preflight(desired, hosts, {newHosts: isNew ? [...hosts.keys()] : [], release: from});
};

export const codes = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({code, level}) => `${level} ${code}`);

/** Sizes in bytes: a worker needs 500 MB for binaries, and images of 100 MB. */
const SIZES: Readonly<Record<string, number>> = {
  kubelet: 500_000_000,
  'kube-apiserver': 300_000_000,
  coredns: 100_000_000,
  etcd: 50_000_000,
  agnhost: 900_000_000,
};

/** These artifacts only, of one architecture. */
export const release: Release = withArtifacts(builtRelease(), artifact => {
  const size = SIZES[artifact.name];
  return size === undefined ? undefined : {...artifact, size};
});

/** The same for two architectures; the binaries of the other one are twice as large. */
export const forBothArches: Release = withArtifacts(builtRelease('1.36.3', '3.6.16', ARCHES), artifact => {
  const size = SIZES[artifact.name];
  const times = artifact.arch === 'arm64' && artifact.kind === 'binary' ? 2 : 1;
  return size === undefined ? undefined : {...artifact, size: times * size};
});

const PLACES = [
  '/opt',
  '/opt/quorate',
  '/opt/cni/bin',
  '/etc',
  '/usr/local/bin',
  '/var/lib/containerd',
  '/var/lib/etcd',
];

const healthyFacts = (name: string, address: string): HostFacts =>
  machineFacts({
    hostname: name,
    machineId: `id-of-${name}`,
    addresses: ['127.0.0.1', address],
    ports: [{port: 22, address: '0.0.0.0', process: 'sshd'}],
    modules: ['overlay', 'br_netfilter'],
    clock: {least: 3, most: 3},
    places: placesOf(PLACES),
    commands: PREFLIGHT_COMMANDS,
  });
