import type {Code} from '../../../../src/core/codes/findings.js';
import type {DiagnosisInput} from '../../../../src/core/diagnosis/context.js';
import type {ClusterConfig} from '../../../../src/core/model/config.js';
import {known, unknown} from '../../../../src/core/model/fact.js';
import {digestOf, etcdId, type HostName} from '../../../../src/core/model/names.js';
import {standInRelease} from '../../../../src/core/versions/stand-in.js';
import {balanced, clusterConfig} from '../../../support/rendering.js';
import {
  all,
  apiNotReady,
  config,
  etcdUnknown,
  evidence,
  facts,
  fresh,
  kube,
  link,
  member,
  neverFounded,
  observed,
  onHost,
  recorded,
  silentMember,
  stale,
  unit,
  unreachable,
} from './healthy.js';

export interface Fault {
  readonly name: string;
  readonly of: ClusterConfig;
  readonly change: (input: DiagnosisInput) => DiagnosisInput;
  /** `code host` */
  readonly found: readonly (Code | `${Code} ${string}`)[];
}

const stacked = clusterConfig();
const external = clusterConfig('external');
const balancing = balanced();

const fault = (
  of: ClusterConfig,
  name: string,
  found: Fault['found'][number],
  ...changes: Fault['change'][]
): Fault => ({
  name,
  of,
  change: all(...changes),
  found: [found],
});

const other = digestOf('f'.repeat(64));
const edited = (host: string, path: string) =>
  facts(host, ({files}) => ({files: new Map(files).set(path, {...files.get(path)!, digest: other})}));
const without = <K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> =>
  new Map([...map].filter(([each]) => each !== key));

const stopped = (host: string) => all(unit(host, 'etcd.service', 'failed'), silentMember(host), apiNotReady(host));
const membersOf = (input: DiagnosisInput) =>
  [...input.evidence.members.values()].flatMap(each => (each.known ? [each.value] : []));
const lists = (
  change: (list: ReturnType<typeof membersOf>[number]['list']) => ReturnType<typeof membersOf>[number]['list'],
) => all(...['cp1', 'cp2', 'cp3'].map(host => member(host, ({list}) => ({list: change(list)}))));

/** The list, as the members say it and as the planner sees it. */
const listed = (change: <T extends {readonly name: string}>(list: readonly T[]) => readonly T[]) =>
  all(
    lists(list => change(list)),
    observed(({etcd}) =>
      etcd.known && etcd.value.is === 'formed'
        ? {etcd: known({...etcd.value, members: change(etcd.value.members)})}
        : {},
    ),
  );

const inZones = (...zones: readonly string[]) =>
  config(({hosts}) => ({
    hosts: hosts.map(host => {
      const zone = zones[['cp1', 'cp2', 'cp3'].indexOf(host.name)];
      return zone === undefined ? host : {...host, zone};
    }),
  }));

const nodes = (
  change: (node: {
    name: string;
    kubelet: string;
    ready: boolean;
    schedulable: boolean;
    troubles: readonly string[];
    internalIp: string;
  }) => object,
) => kube(({nodes: seen}) => ({nodes: seen.map(each => ({...each, ...change(each)}))}));

const onlyOf = (name: string, change: object) => nodes(each => (each.name === name ? change : {}));

export const ETCD_FAULTS: readonly Fault[] = [
  fault(stacked, 'a stopped member', 'etcd/member-down cp2', stopped('cp2')),
  fault(
    external,
    'a stopped member, external',
    'etcd/member-down etcd2',
    unit('etcd2', 'etcd.service', 'inactive'),
    silentMember('etcd2'),
  ),
  fault(
    stacked,
    'two stopped members',
    'etcd/quorum-lost',
    stopped('cp2'),
    stopped('cp3'),
    apiNotReady('cp1', 'cp2', 'cp3'),
    member('cp1', () => ({reads: false})),
    etcdUnknown('no member serves a read'),
    evidence(() => ({kube: unknown('no API server answers')})),
    observed(() => ({kube: unknown('no API server answers')})),
  ),
  fault(
    stacked,
    'no member that answers',
    'etcd/unreadable',
    stopped('cp1'),
    stopped('cp2'),
    stopped('cp3'),
    etcdUnknown('no member serves a read'),
    evidence(() => ({kube: unknown('no API server answers')})),
    observed(() => ({kube: unknown('no API server answers')})),
  ),
  fault(
    stacked,
    'nothing was ever formed',
    'etcd/not-formed',
    neverFounded('cp1', 'cp2', 'cp3', 'w1'),
    evidence(({members}) => ({members: new Map([...members.keys()].map(host => [host, unknown('no etcd here')]))})),
    observed(() => ({etcd: known({is: 'absent'}), kube: unknown('none'), apiReady: new Map()})),
    evidence(() => ({kube: unknown('none')})),
  ),
  fault(
    stacked,
    'a learner left behind',
    'etcd/learner-not-promoted cp3',
    lists(list => list.map(each => (each.name === 'cp3' ? {...each, learner: true} : each))),
    facts('cp3', () => ({etcdMarker: {state: 'learner', clusterId: etcdId('aa')}})),
    member('cp3', () => ({learner: true, reads: false})),
    observed(({etcd}) => ({
      etcd:
        etcd.known && etcd.value.is === 'formed'
          ? known({
              ...etcd.value,
              members: etcd.value.members.map(each => (each.name === 'cp3' ? {...each, learner: true} : each)),
            })
          : etcd,
    })),
  ),
  fault(
    stacked,
    'a member of a foreign cluster',
    'etcd/foreign-cluster cp3',
    member('cp3', () => ({
      clusterId: etcdId('feed'),
      memberId: etcdId('beef'),
      leader: etcdId('beef'),
      list: [{id: etcdId('beef'), name: 'x1', peerUrl: 'https://10.9.9.9:2380', learner: false}],
    })),
    apiNotReady('cp3'),
    etcdUnknown('the members belong to 2 different clusters'),
  ),
  fault(
    stacked,
    'two clusters from one configuration',
    'etcd/two-clusters cp3',
    member('cp3', ({list}) => ({
      clusterId: etcdId('feed'),
      memberId: etcdId('beef'),
      leader: etcdId('beef'),
      list: list.filter(each => each.name === 'cp3').map(each => ({...each, id: etcdId('beef')})),
    })),
    etcdUnknown('the members belong to 2 different clusters'),
  ),
  fault(
    stacked,
    'a member nobody declared',
    'etcd/member-undeclared x4',
    lists(list => [...list, {id: etcdId('abcd'), name: 'x4', peerUrl: 'https://10.0.0.99:2380', learner: false}]),
  ),
  fault(
    stacked,
    'a declared member that is missing',
    'etcd/member-missing cp3',
    lists(list => list.filter(each => each.name !== 'cp3')),
    silentMember('cp3'),
    unit('cp3', 'etcd.service', 'failed'),
    apiNotReady('cp3'),
    observed(({etcd}) => ({
      etcd:
        etcd.known && etcd.value.is === 'formed'
          ? known({...etcd.value, members: etcd.value.members.filter(each => each.name !== 'cp3')})
          : etcd,
    })),
  ),
  fault(
    stacked,
    'member lists that differ',
    'etcd/member-lists-differ cp3',
    member('cp3', ({list}) => ({list: list.filter(each => each.name !== 'cp1')})),
  ),
  fault(
    stacked,
    'a leader not agreed',
    'etcd/leader-disagreed cp3',
    member('cp3', ({memberId}) => ({leader: memberId, term: '7'})),
  ),
  fault(
    stacked,
    'a member that knows no leader',
    'etcd/leader-disagreed cp2',
    member('cp2', ({leader: _, ...rest}) => ({...rest, leader: undefined as never})),
  ),
  fault(
    stacked,
    'terms that differ',
    'etcd/terms-differ cp2',
    member('cp2', () => ({term: '9'})),
  ),
  fault(
    stacked,
    'a member far behind',
    'etcd/member-behind cp2',
    member('cp1', () => ({index: 90_000, appliedIndex: 90_000})),
    member('cp3', () => ({index: 90_000, appliedIndex: 90_000})),
  ),
  fault(
    stacked,
    'the NOSPACE alarm',
    'etcd/nospace',
    ...['cp1', 'cp2', 'cp3'].map(host => member(host, () => ({alarms: ['NOSPACE 1'], dbSizeBytes: 2 * 1024 ** 3}))),
  ),
  fault(
    stacked,
    'a corrupted member, by its hash',
    'etcd/member-corrupt cp2',
    member('cp2', () => ({hash: {revision: '900', hash: '666'}})),
  ),
  fault(stacked, 'a corrupted member, by the alarm', 'etcd/member-corrupt cp2', input => {
    const fact = input.evidence.members.get('cp2' as HostName);
    const id = fact?.known === true ? fact.value.memberId : '';
    return all(...['cp1', 'cp2', 'cp3'].map(host => member(host, () => ({alarms: [`CORRUPT ${id}`]}))))(input);
  }),
  fault(
    stacked,
    'a database near its quota',
    'etcd/database-large cp1',
    member('cp1', () => ({dbSizeBytes: 1.9 * 1024 ** 3})),
  ),
  fault(
    stacked,
    'a slow disk',
    'etcd/disk-slow cp2',
    member('cp2', () => ({fsyncP99Ms: 512, fsyncNowMs: 256})),
  ),
  fault(
    stacked,
    'members of two versions',
    'etcd/versions-differ',
    member('cp2', () => ({version: '3.5.30'})),
  ),
  fault(
    stacked,
    'a member without its marker',
    'etcd/membership-not-recorded cp2',
    facts('cp2', () => ({etcdMarker: {state: 'forming'}})),
  ),
  fault(
    stacked,
    'a voter that still says learner, for it was not sealed',
    'etcd/membership-not-recorded cp2',
    facts('cp2', () => ({etcdMarker: {state: 'learner', clusterId: etcdId('aa')}})),
  ),
  fault(
    stacked,
    'a removal that ended before the member list was changed',
    'etcd/removal-unfinished cp2',
    facts('cp2', ({etcdMarker}) => ({etcdMarker: {...etcdMarker, state: 'leaving'}})),
  ),
  fault(
    stacked,
    'a removal that ended after the member list was changed',
    'etcd/member-missing cp3',
    facts('cp3', ({etcdMarker}) => ({etcdMarker: {...etcdMarker, state: 'leaving'}})),
    listed(list => list.filter(({name}) => name !== 'cp3')),
    stopped('cp3'),
  ),
  fault(
    clusterConfig('stacked', {hosts: stacked.hosts.filter(({name}) => name !== 'cp3')}),
    'an even member count',
    'etcd/voters-even',
  ),
  fault(
    clusterConfig('stacked', {hosts: stacked.hosts.filter(({name}) => name !== 'cp3')}),
    'two members, each in a zone of its own',
    'etcd/voters-even',
    inZones('a', 'b'),
  ),
  fault(
    clusterConfig('stacked', {
      hosts: [1, 2, 3, 4, 5, 6, 7, 8, 9].map(n => ({
        ...stacked.hosts[0]!,
        name: `cp${n}` as HostName,
        address: `10.0.0.${40 + n}`,
      })),
    }),
    'nine voters',
    'etcd/voters-many',
  ),
  fault(stacked, 'all voters in one zone', 'etcd/one-zone', inZones('a', 'a', 'a')),
  fault(stacked, 'a zone that holds the majority', 'etcd/zone-holds-majority', inZones('a', 'b', 'b')),
];

export const HOST_FAULTS: readonly Fault[] = [
  fault(
    stacked,
    'a control plane that is away',
    'hosts/unreachable cp2',
    unreachable('cp2'),
    silentMember('cp2'),
    apiNotReady('cp2'),
    onlyOf('cp2', {ready: false}),
  ),
  fault(stacked, 'a worker that is away', 'hosts/unreachable w1', unreachable('w1'), onlyOf('w1', {ready: false})),
  fault(
    stacked,
    'a host that answers half',
    'hosts/facts-incomplete w1',
    evidence(({hosts}) => ({hosts: new Map(hosts).set('w1' as HostName, unknown('timed out'))})),
  ),
  fault(
    stacked,
    'a host that has not joined',
    'hosts/not-joined w1',
    fresh('w1'),
    kube(({nodes: seen}) => ({nodes: seen.filter(({name}) => name !== 'w1')})),
    link(({to, port}) => (to === 'w1' && port === 10250 ? known('refused') : undefined)),
  ),
  fault(
    stacked,
    'a clock off by 30 s',
    'hosts/clock-off cp2',
    facts('cp2', () => ({clockOffsetMs: 30_000})),
  ),
  fault(
    stacked,
    'a clock that drifts',
    'hosts/clock-drifts cp2',
    facts('cp2', () => ({clockOffsetMs: -3_000})),
  ),
  fault(
    stacked,
    'the clock of this machine off',
    'hosts/operator-clock-off',
    ...['cp1', 'cp2', 'cp3', 'w1'].map(host => facts(host, () => ({clockOffsetMs: 60_000}))),
  ),
  fault(
    stacked,
    'swap on',
    'hosts/swap-on w1',
    facts('w1', () => ({swap: true})),
  ),
  fault(
    stacked,
    'a duplicate machine id',
    'hosts/machine-id-shared',
    ...['cp1', 'w1'].flatMap(host => [facts(host, () => ({machineId: 'abc'})), recorded(host, {machineId: 'abc'})]),
  ),
  fault(
    stacked,
    'a full disk',
    'hosts/disk-low cp1',
    onHost('cp1', ({disks}) => ({
      disks: new Map([...disks].map(([path, {totalBytes}]) => [path, {totalBytes, freeBytes: 1e9}])),
    })),
    onlyOf('cp1', {troubles: ['DiskPressure']}),
  ),
  fault(stacked, 'a failed unit', 'hosts/unit-failed cp1', unit('cp1', 'kube-scheduler.service', 'failed')),
  fault(
    external,
    'a stopped API server',
    'hosts/unit-stopped cp1',
    unit('cp1', 'kube-apiserver.service', 'inactive'),
    apiNotReady('cp1'),
  ),
  fault(
    stacked,
    'a stopped kubelet',
    'hosts/unit-stopped w1',
    unit('w1', 'kubelet.service', 'inactive'),
    onlyOf('w1', {ready: false}),
    link(({to, port}) => (to === 'w1' && port === 10250 ? known('refused') : undefined)),
  ),
  fault(
    stacked,
    'a stopped container runtime',
    'hosts/unit-failed w1',
    unit('w1', 'containerd.service', 'failed'),
    facts('w1', () => ({images: unknown('containerd does not answer')})),
    onlyOf('w1', {ready: false}),
  ),
  fault(stacked, 'a unit in a loop', 'hosts/unit-restarting w1', unit('w1', 'kube-proxy.service', 'activating', 17)),
  fault(
    stacked,
    'a unit not started at boot',
    'hosts/unit-disabled w1',
    facts('w1', ({units}) => ({
      units: new Map(units).set('kubelet.service', {...units.get('kubelet.service')!, enabled: false}),
    })),
  ),
  fault(
    stacked,
    'a cut between two hosts only',
    'links/no-connectivity',
    link(({from, to}) => ([from, to].toSorted().join() === 'cp2,cp3' ? known('silent') : undefined)),
  ),
  fault(
    stacked,
    'one port blocked between two hosts',
    'links/no-connectivity',
    link(({from, to, port}) => (from === 'w1' && to === 'cp3' && port === 6443 ? known('silent') : undefined)),
    onHost('w1', ({backends}) => ({
      backends:
        backends?.known === true
          ? known(backends.value.map(each => (each.server === 'cp3' ? {...each, up: false} : each)))
          : backends!,
    })),
  ),
  fault(
    stacked,
    'the peer port of a host blocked',
    'links/port-blocked cp2',
    link(({to, port}) => (to === 'cp2' && port === 2380 ? known('silent') : undefined)),
    member('cp2', () => ({reads: false})),
    apiNotReady('cp2'),
  ),
  fault(
    stacked,
    'the only port of a host blocked, while the host reaches the others',
    'links/port-blocked w1',
    link(({to}) => (to === 'w1' ? known('silent') : undefined)),
  ),
  fault(
    stacked,
    'a port where nothing listens',
    'links/port-refused w1',
    link(({to, port}) => (to === 'w1' && port === 10250 ? known('refused') : undefined)),
  ),
  fault(
    stacked,
    'a host cut off from the others',
    'links/host-isolated cp3',
    link(({from, to}) => (from === 'cp3' || to === 'cp3' ? known('silent') : undefined)),
    member('cp3', () => ({reads: false, leader: undefined as never})),
    apiNotReady('cp3'),
    onlyOf('cp3', {ready: false}),
  ),
];

const KUBELET_CONFIG = '/var/lib/kubelet/config.yaml';
const BALANCER = 'quorate-balancer.service';
const backends = (
  host: string,
  change: (
    servers: readonly {unit: string; server: string; address: string; up: boolean}[],
  ) => readonly {unit: string; server: string; address: string; up: boolean}[],
) => onHost(host, ({backends: seen}) => ({backends: seen?.known === true ? known(change(seen.value)) : seen!}));

export const DRIFT_FAULTS: readonly Fault[] = [
  fault(stacked, 'no bundle on this machine', 'drift/no-bundle', edited('w1', KUBELET_CONFIG), input => ({
    ...input,
    release: standInRelease({kubernetesVersion: '1.36.3'}),
    noBundle: 'there is no bundle',
  })),
  fault(
    stacked,
    'an edited flag file',
    'drift/file-edited w1',
    edited('w1', KUBELET_CONFIG),
    stale('w1', 'kubelet.service'),
  ),
  fault(
    stacked,
    'a missing file',
    'drift/file-missing w1',
    facts('w1', ({files}) => ({files: without(files, KUBELET_CONFIG)})),
  ),
  fault(
    stacked,
    'a file anybody may read',
    'drift/file-mode w1',
    facts('w1', ({files}) => ({
      files: new Map(files).set(KUBELET_CONFIG, {...files.get(KUBELET_CONFIG)!, mode: '666'}),
    })),
  ),
  fault(
    stacked,
    'an edited unit',
    'drift/unit-edited cp1',
    edited('cp1', '/etc/systemd/system/kube-apiserver.service'),
    stale('cp1', 'kube-apiserver.service'),
  ),
  fault(
    stacked,
    'a drop-in',
    'drift/unit-drop-in w1',
    onHost('w1', () => ({dropIns: new Map([['kubelet.service', ['/etc/systemd/system/kubelet.service.d/x.conf']]])})),
    stale('w1', 'kubelet.service'),
  ),
  fault(stacked, 'a unit started before the last change', 'drift/unit-stale w1', stale('w1', 'kubelet.service')),
  fault(
    stacked,
    'a balancer not reloaded',
    'drift/unit-unreloaded w1',
    facts('w1', ({units}) => ({units: new Map(units).set(BALANCER, {...units.get(BALANCER)!, reloaded: false})})),
  ),
  fault(
    stacked,
    'a swapped binary',
    'drift/binary-differs w1',
    edited('w1', '/opt/quorate/kubernetes/1.36.3/kubelet'),
    stale('w1', 'kubelet.service'),
  ),
  fault(
    stacked,
    'a link that is gone',
    'drift/link-differs w1',
    facts('w1', ({links}) => ({links: without(links, '/opt/cni/bin/portmap')})),
  ),
  fault(
    stacked,
    'another version in use',
    'drift/version-differs w1',
    facts('w1', ({links}) => ({links: new Map(links).set('/opt/quorate/bin/kubelet', '../kubernetes/1.35.9/kubelet')})),
    stale('w1', 'kubelet.service'),
  ),
  fault(
    stacked,
    'a directory with another mode',
    'drift/directory-differs cp1',
    facts('cp1', ({directories}) => ({
      directories: new Map(
        [...directories].map(([path, each], index) => [path, index === 0 ? {...each, mode: '777'} : each]),
      ),
    })),
  ),
  fault(
    stacked,
    'a kernel setting put back',
    'drift/kernel-unprepared w1',
    facts('w1', ({sysctls}) => ({sysctls: {...sysctls, 'net.ipv4.ip_forward': '0'}})),
  ),
  fault(
    stacked,
    'an image that is gone',
    'drift/image-missing w1',
    facts('w1', ({images}) => ({images: images.known ? known(new Set([...images.value].slice(1))) : images})),
  ),
  fault(
    stacked,
    'a Node that is gone',
    'kube/node-missing w1',
    kube(({nodes: seen}) => ({nodes: seen.filter(({name}) => name !== 'w1')})),
    observed(({kube: state}) => ({
      kube: state.known ? known({...state.value, nodes: state.value.nodes.filter(({name}) => name !== 'w1')}) : state,
    })),
  ),
  fault(
    stacked,
    'a Node nobody declared',
    'kube/node-undeclared x9',
    kube(({nodes: seen}) => ({nodes: [...seen, {...seen[0]!, name: 'x9'}]})),
  ),
  fault(
    stacked,
    'a Node nobody declared, whose kubelet was never heard of',
    'kube/node-undeclared x9',
    kube(({nodes: seen}) => ({nodes: [...seen, {...seen[0]!, name: 'x9', kubelet: ''}]})),
  ),
  fault(
    stacked,
    'a Node that is not ready',
    'kube/node-not-ready w1',
    onlyOf('w1', {ready: false, troubles: ['NetworkUnavailable']}),
  ),
  fault(stacked, 'a cordoned Node', 'kube/node-cordoned w1', onlyOf('w1', {schedulable: false})),
  fault(stacked, 'a Node under pressure', 'kube/node-pressure w1', onlyOf('w1', {troubles: ['MemoryPressure']})),
  fault(
    stacked,
    'a Node without its labels',
    'kube/node-labels-differ w1',
    observed(({kube: state}) => ({
      kube: state.known
        ? known({
            ...state.value,
            nodes: state.value.nodes.map(each => (each.name === 'w1' ? {...each, labels: {}} : each)),
          })
        : state,
    })),
  ),
  fault(stacked, 'a kubelet newer than its API server', 'kube/kubelet-newer w1', onlyOf('w1', {kubelet: '1.37.2'})),
  fault(stacked, 'a kubelet four minors behind', 'kube/kubelet-old w1', onlyOf('w1', {kubelet: '1.32.9'})),
  fault(
    stacked,
    'API servers two minors apart',
    'kube/apiserver-skew',
    kube(({servers}) => ({
      servers: new Map([...servers].map(([host, version]) => [host, host === 'cp1' ? '1.38.0' : version])),
    })),
    onlyOf('cp1', {kubelet: '1.36.3'}),
  ),
  fault(external, 'an API server that is not ready', 'kube/api-not-ready cp2', apiNotReady('cp2')),
  fault(
    stacked,
    'no API server that answers',
    'kube/unreadable',
    evidence(() => ({kube: unknown('kubectl: forbidden')})),
  ),
  fault(
    stacked,
    'encryption switched off',
    'kube/secrets-unencrypted',
    kube(() => ({secretsEncrypted: known(false)})),
    edited('cp2', '/etc/kubernetes/encryption.yaml'),
    stale('cp2', 'kube-apiserver.service'),
  ),
  fault(
    stacked,
    'an object that was deleted',
    'kube/object-missing',
    observed(({kube: state}) => ({
      kube: state.known ? known({...state.value, objects: new Map([...state.value.objects].slice(1))}) : state,
    })),
  ),
  fault(
    stacked,
    'an object that was changed',
    'kube/object-differs',
    observed(({kube: state}) => ({
      kube: state.known
        ? known({
            ...state.value,
            objects: new Map([...state.value.objects].map(([key, live], index) => [key, index === 0 ? {} : live])),
          })
        : state,
    })),
  ),
  fault(
    stacked,
    'a balancer without one backend',
    'balancers/backend-missing w1',
    backends('w1', servers => servers.filter(({server}) => server !== 'cp3')),
    edited('w1', '/etc/haproxy/quorate.cfg'),
  ),
  fault(
    stacked,
    'a balancer with a server too many',
    'balancers/backend-undeclared w1',
    backends('w1', servers => [...servers, {...servers[0]!, server: 'x9'}]),
    edited('w1', '/etc/haproxy/quorate.cfg'),
  ),
  fault(
    stacked,
    'a balancer that takes a ready API server for dead',
    'balancers/backend-down w1',
    backends('w1', servers => servers.map(each => (each.server === 'cp2' ? {...each, up: false} : each))),
  ),
  fault(
    stacked,
    'a balancer that says nothing',
    'balancers/unreadable w1',
    onHost('w1', () => ({backends: unknown('no socket')})),
  ),
  fault(
    balancing,
    'nobody holds the shared address',
    'balancers/vip-unassigned',
    onHost('lb1', () => ({addresses: ['10.0.0.5']})),
  ),
  fault(
    balancing,
    'two hold the shared address',
    'balancers/vip-duplicate',
    onHost('lb2', ({addresses}) => ({addresses: [...addresses, '10.0.0.100']})),
  ),
];
