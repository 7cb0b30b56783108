import {PREFLIGHT_COMMANDS} from '../../../../src/core/checks/preflight/commands.js';
import {preflight} from '../../../../src/core/checks/preflight/preflight.js';
import type {DesiredCluster} from '../../../../src/core/model/desired.js';
import type {Finding} from '../../../../src/core/model/finding.js';
import {digestOf} from '../../../../src/core/model/names.js';
import type {HostFacts} from '../../../../src/core/model/observed.js';
import type {Artifact, ComponentName, Release} from '../../../../src/core/versions/bundle.js';
import {machineFacts} from '../../../support/builders/facts.js';
import {desiredCluster} from '../../../support/desired.js';

/** What preflight says when one host, all else being well, is like this. */
export const saidOf = (name: string, facts: Partial<HostFacts>, wishes: Wishes = {}): readonly Finding[] =>
  saidOfAll({[name]: facts}, wishes);

interface Wishes {
  readonly isNew?: boolean;
  readonly external?: boolean;
  /** Of the desired cluster. */
  readonly changes?: Partial<DesiredCluster>;
}

/** The same of several hosts; those that are not named are well. */
export const saidOfAll = (
  ill: Readonly<Record<string, Partial<HostFacts>>>,
  {isNew = true, external = false, changes = {}}: Wishes = {},
): readonly Finding[] => {
  const desired = {...desiredCluster({topology: external ? 'external' : 'stacked'}), ...changes};
  const hosts = new Map(
    desired.hosts.map(({name, address}) => [name, {...healthyFacts(name, address), ...ill[name]}] as const),
  );
  return preflight(desired, hosts, {newHosts: isNew ? [...hosts.keys()] : [], release});
};

export const codes = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({code, level}) => `${level} ${code}`);

const artifact = (
  component: ComponentName,
  name: string,
  size: number,
  kind: 'binary' | 'image',
): [string, Artifact] => [
  name,
  {
    name,
    component,
    version: '1.0.0',
    kind,
    file: `${component}/1.0.0/${name}.gz`,
    sha256: digestOf(name.padEnd(64, '0')),
    size,
    compressedSha256: digestOf('c'.repeat(64)),
    compressedSize: size / 4,
  },
];

/** Sizes in bytes: a worker needs 500 MB for binaries, and images of 100 MB. */
export const release: Release = {
  arch: 'amd64',
  versions: {} as Release['versions'],
  artifacts: new Map([
    artifact('kubernetes', 'kubelet', 500_000_000, 'binary'),
    artifact('kubernetes', 'kube-apiserver', 300_000_000, 'binary'),
    artifact('coredns', 'coredns', 100_000_000, 'image'),
    artifact('etcd', 'etcd', 50_000_000, 'binary'),
    artifact('agnhost', 'agnhost', 900_000_000, 'image'),
  ]),
};

const GB = 1_000_000_000;

const healthyFacts = (name: string, address: string): HostFacts =>
  machineFacts({
    hostname: name,
    machineId: `id-of-${name}`,
    addresses: ['127.0.0.1', address],
    ports: [{port: 22, address: '0.0.0.0', process: 'sshd'}],
    modules: ['overlay', 'br_netfilter'],
    clockOffsetMs: 3,
    diskFree: {'/': 40 * GB, '/opt': 40 * GB, '/var/lib/containerd': 40 * GB, '/var/lib/etcd': 40 * GB},
    commands: PREFLIGHT_COMMANDS,
  });
