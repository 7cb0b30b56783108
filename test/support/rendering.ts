import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {desire} from '../../src/core/desire.js';
import type {ClusterConfig, HostConfig, Role} from '../../src/core/model/config.js';
import {digestOf, type HostName, hostName} from '../../src/core/model/names.js';
import type {HostFacts} from '../../src/core/model/observed.js';
import {renderHost} from '../../src/core/render/host.js';
import type {HostRendering, RenderInput, Templates} from '../../src/core/render/types.js';
import type {Artifact, ComponentName, Release} from '../../src/core/versions/bundle.js';

/** Three control planes with a worker, and as many etcd hosts beside them in the external topology. */
export const clusterConfig = (
  topology: ClusterConfig['topology'] = 'stacked',
  changes: Partial<ClusterConfig> = {},
): ClusterConfig => ({
  name: 'golden',
  kubernetesVersion: '1.36.3',
  topology,
  endpoint: {host: 'api.golden.test', port: 6443},
  network: {
    plugin: 'flannel',
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.96.0.0/12',
    dnsDomain: 'cluster.local',
  },
  etcd: {},
  pki: {algorithm: 'ECDSA-P256', certValidityDays: 365, caValidityDays: 3650, apiServerSans: []},
  hosts: [
    ...(topology === 'external' ? [1, 2, 3].map(n => host(`etcd${n}`, `10.0.0.${30 + n}`, 'etcd')) : []),
    ...[1, 2, 3].map(n => host(`cp${n}`, `10.0.0.${10 + n}`, 'control-plane')),
    {
      ...host('w1', '10.0.0.21', 'worker'),
      zone: 'north',
      labels: {'example.com/disk': 'ssd', 'node-role.kubernetes.io/worker': ''},
      taints: [{key: 'example.com/dedicated', value: 'yes', effect: 'NoSchedule'}],
    },
  ],
  extraArgs: {
    etcd: [],
    'kube-apiserver': [],
    'kube-controller-manager': [],
    'kube-scheduler': [],
    kubelet: [],
    'kube-proxy': [],
    flanneld: [],
  },
  artifacts: {},
  ...changes,
});

/** The same behind two load balancers that share the address of the endpoint. */
export const balanced = (changes: Partial<ClusterConfig> = {}): ClusterConfig => {
  const config = clusterConfig('stacked', {endpoint: {host: '10.0.0.100', port: 6443}});
  const balancers = [5, 6].map(n => host(`lb${n - 4}`, `10.0.0.${n}`, 'load-balancer'));
  return {...config, hosts: [...balancers, ...config.hosts], ...changes};
};

/** Control planes and a worker, with an etcd that somebody else runs. */
export const unmanaged = (changes: Partial<ClusterConfig> = {}): ClusterConfig => {
  const config = clusterConfig('external');
  const store = {
    endpoints: ['https://10.0.0.41:2379', 'https://10.0.0.42:2379'],
    caFile: '/operator/ca.crt',
    certFile: '/operator/client.crt',
    keyFile: '/operator/client.key',
  };
  return {...config, etcd: {store}, hosts: config.hosts.filter(({name}) => !name.startsWith('etcd')), ...changes};
};

const host = (name: string, address: string, ...roles: readonly Role[]): HostConfig => ({
  name: hostName(name),
  address,
  roles,
  labels: {},
  taints: [],
  connection: 'ssh',
  ssh: {
    user: 'root',
    port: 22,
    keyFiles: [],
    agent: false,
    useConfig: false,
    jumpHosts: [],
    hostKeys: 'strict',
    knownHostsFile: '~/.ssh/known_hosts',
    connectTimeoutSeconds: 10,
  },
});

export const machineFacts = (changes: Partial<HostFacts> = {}): HostFacts => ({
  hostname: 'unnamed',
  machineId: '0123456789abcdef0123456789abcdef',
  os: {id: 'debian', version: '12', kernel: '6.1.0-40-amd64'},
  arch: 'amd64',
  cpus: 4,
  memoryMb: 8192,
  cgroup: 'v2',
  capSysResource: true,
  sysctlWritable: true,
  addresses: [],
  ports: [],
  swap: false,
  modules: [],
  sysctls: {},
  clockOffsetMs: 0,
  diskFree: {},
  commands: [],
  files: new Map(),
  links: new Map(),
  directories: new Map(),
  publicTexts: new Map(),
  owned: new Set(),
  units: new Map(),
  images: {known: true, value: new Set()},
  ...changes,
});

/** A container on a machine of the old kind: no rights over limits and settings, cgroup v1, the machine's modules. */
export const containerFacts = (changes: Partial<HostFacts> = {}): HostFacts =>
  machineFacts({
    cgroup: 'v1',
    container: 'systemd-nspawn',
    capSysResource: false,
    sysctlWritable: false,
    modules: ['overlay', 'nf_conntrack'],
    ...changes,
  });

const VERSIONS: Readonly<Record<Exclude<ComponentName, 'kubernetes' | 'etcd'>, string>> = {
  containerd: '2.4.2',
  runc: '1.5.2',
  'cni-plugins': '1.9.1',
  flannel: '0.28.10',
  coredns: '1.15.0',
  pause: '3.10.2',
  agnhost: '2.59',
};

const CONTENTS: Readonly<Record<ComponentName, readonly string[]>> = {
  kubernetes: ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy', 'kubectl'],
  etcd: ['etcd', 'etcdctl', 'etcdutl'],
  containerd: ['containerd', 'containerd-shim-runc-v2', 'ctr'],
  runc: ['runc'],
  'cni-plugins': ['portmap', 'loopback', 'host-local', 'flannel', 'bridge'],
  flannel: ['flanneld'],
  coredns: ['coredns'],
  pause: ['pause'],
  agnhost: ['agnhost'],
};

const IMAGES: Readonly<Record<string, string>> = {
  coredns: 'registry.k8s.io/coredns/coredns:v1.15.0',
  pause: 'registry.k8s.io/pause:3.10.2',
  agnhost: 'registry.k8s.io/e2e-test-images/agnhost:2.59',
};

export function release(kubernetes = '1.36.3', etcd = kubernetes.startsWith('1.36.') ? '3.6.16' : '3.7.3'): Release {
  const versions = {...VERSIONS, kubernetes, etcd};
  const artifacts = Object.entries(CONTENTS).flatMap(([component, names]) =>
    names.map(name => artifact(component as ComponentName, versions[component as ComponentName], name)),
  );
  return {arch: 'amd64', versions, artifacts: new Map(artifacts.map(each => [each.name, each]))};
}

const artifact = (component: ComponentName, version: string, name: string): Artifact => {
  const image = IMAGES[name];
  return {
    name,
    component,
    version,
    kind: image === undefined ? 'binary' : 'image',
    ...(image === undefined ? {} : {image}),
    file: `${component}/${version}/${name}.gz`,
    sha256: digestOf('0'.repeat(64)),
    size: 1,
    compressedSha256: digestOf('0'.repeat(64)),
    compressedSize: 1,
  };
};

export const TEMPLATES: Templates = readTemplates(fileURLToPath(new URL('../../templates', import.meta.url)));

function readTemplates(root: string): Templates {
  const files = readdirSync(root, {recursive: true, withFileTypes: true}).filter(entry => entry.isFile());
  return new Map(
    files.map(entry => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(root.length + 1), readFileSync(path, 'utf8')];
    }),
  );
}

export interface RenderingCase {
  readonly config?: ClusterConfig;
  readonly release?: Release;
  readonly facts?: HostFacts;
}

const renderInput = ({config = clusterConfig(), facts, ...given}: RenderingCase = {}): RenderInput => ({
  desired: desire(config),
  release: given.release ?? release(config.kubernetesVersion),
  facts: facts ?? machineFacts(),
  templates: TEMPLATES,
});

export const rendered = (name: string, given: RenderingCase = {}): HostRendering =>
  renderHost(renderInput(given), name as HostName);

/** @throws when the host has no such file. */
export function fileOf(rendering: HostRendering, path: string): string {
  const file = rendering.files.find(each => each.path === path);
  if (file === undefined)
    throw new Error(`${path} is not rendered; there are ${rendering.files.map(each => each.path)}`);
  return file.text;
}

/** The words after the binary in a unit's command line, as systemd would pass them. */
export const flagsOf = (rendering: HostRendering, unit: string): readonly string[] =>
  fileOf(rendering, `/etc/systemd/system/${unit}.service`)
    .split('\n')
    .filter(line => /^ +"?--/.test(line))
    .map(line => line.replace(/ \\$/, '').trim());
