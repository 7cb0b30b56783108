import {type Action, type ActionOf, DESCRIPTORS} from '../../../src/core/actions/action.js';
import {digestOf, hostName} from '../../../src/core/model/names.js';
import {recordOf} from '../../../src/core/restore/record.js';
import {termsText} from '../../../src/core/restore/terms.js';

type Kind = Action['kind'];

export const KINDS = Object.keys(DESCRIPTORS) as readonly Kind[];

const host = hostName('cp1');
const digest = digestOf('d'.repeat(64));
const member = {host, peerUrl: 'https://10.0.0.11:2380'};
const record = recordOf({snapshot: digest, bump: '1000000000', token: 'quorate-demo-restore-1'}, [member], member);
const cert = {
  name: 'apiserver',
  host,
  signedBy: 'ca',
  subject: {commonName: 'kube-apiserver'},
  usages: ['server'],
  sans: {dns: [], ip: []},
  certPath: '/etc/kubernetes/pki/apiserver.crt',
  keyPath: '/etc/kubernetes/pki/apiserver.key',
  validityDays: 365,
} as const;
const kubeconfig = {
  name: 'admin',
  host,
  path: '/etc/kubernetes/admin.conf',
  subject: {commonName: 'kubernetes-admin'},
  server: 'https://10.0.0.11:6443',
  clusterName: 'demo',
  validityDays: 365,
};

/** One action of each kind. */
export const EXAMPLES: {readonly [K in Kind]: ActionOf<K>} = {
  'secret/put': {kind: 'secret/put', host, name: 'ca', from: {is: 'new'}},
  'ca-cert/put': {kind: 'ca-cert/put', host, ca: 'ca', path: '/etc/kubernetes/pki/ca.crt'},
  'ca-signer/put': {kind: 'ca-signer/put', host, ca: 'ca', path: '/etc/kubernetes/pki/ca-signer.crt'},
  'unmanaged-etcd-file/put': {kind: 'unmanaged-etcd-file/put', host, name: 'ca', path: '/etc/ca.crt', mode: '644'},
  'operator-file/put': {
    kind: 'operator-file/put',
    host,
    path: '/etc/containerd/certs.d/registry.example.com/hosts.toml',
    mode: '600',
    source: 'registry-hosts/registry.example.com',
  },
  'users/create': {kind: 'users/create', host, users: ['etcd', 'kube-apiserver']},
  'units/remove': {
    kind: 'units/remove',
    host,
    units: ['quorate-etcd-schedule.service'],
    paths: ['/etc/systemd/system/quorate-etcd-schedule.service'],
  },
  'files/keep': {kind: 'files/keep', host, set: 'etcd', paths: ['/etc/systemd/system/etcd.service']},
  'files/restore': {kind: 'files/restore', host, set: 'etcd'},
  'files/forget': {kind: 'files/forget', host, set: 'etcd'},
  'artifact/install': {
    kind: 'artifact/install',
    host,
    artifact: 'kubelet',
    version: '1.36.3',
    path: '/opt/kubelet',
    digest,
    size: 84_400_000,
    sends: 28_200_000,
  },
  'artifact/fetch': {
    kind: 'artifact/fetch',
    host,
    artifact: 'kubelet',
    version: '1.36.3',
    path: '/opt/kubelet',
    digest,
    size: 84_400_000,
    url: 'https://dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubelet',
  },
  'file/put': {kind: 'file/put', host, path: '/etc/x', mode: '600', digest, text: 'x'},
  'link/put': {kind: 'link/put', host, path: '/opt/bin/kubelet', target: '../kubelet'},
  'mode/set': {kind: 'mode/set', host, entry: '/etc/x', mode: '600', owner: 'root:root'},
  'directory/make': {kind: 'directory/make', host, path: '/etc/etcd', mode: '700'},
  'cert/issue': {kind: 'cert/issue', host, path: cert.certPath, cert},
  'kubeconfig/issue': {kind: 'kubeconfig/issue', host, path: kubeconfig.path, kubeconfig},
  'service/run': {kind: 'service/run', host, unit: 'kubelet.service'},
  'service/stop': {kind: 'service/stop', host, unit: 'kubelet.service'},
  'service/reload': {kind: 'service/reload', host, unit: 'kubelet.service'},
  'service/await-stable': {kind: 'service/await-stable', host, unit: 'kubelet.service'},
  'etcd/smoke-test': {kind: 'etcd/smoke-test', host, path: '/opt/etcd', flags: []},
  'etcd/snapshot': {kind: 'etcd/snapshot'},
  'etcd/await-leader': {kind: 'etcd/await-leader'},
  'etcd/await-member': {kind: 'etcd/await-member', ...member, version: '3.7.3'},
  'etcd/wipe-data': {kind: 'etcd/wipe-data', ...member},
  'etcd/add-learner': {kind: 'etcd/add-learner', ...member},
  'etcd/record-ids': {kind: 'etcd/record-ids', ...member, as: 'learner'},
  'etcd/await-in-sync': {kind: 'etcd/await-in-sync', ...member},
  'etcd/promote': {kind: 'etcd/promote', ...member},
  'etcd/record-member': {kind: 'etcd/record-member', ...member},
  'etcd/remove-learner': {kind: 'etcd/remove-learner', ...member},
  'etcd/move-leader': {kind: 'etcd/move-leader', ...member},
  'etcd/remove': {kind: 'etcd/remove', ...member},
  'etcd/await-unreachable': {kind: 'etcd/await-unreachable', ...member},
  'kube/await-api': {kind: 'kube/await-api', host},
  'kube/apply': {kind: 'kube/apply', object: {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'a'}}},
  'node/await-ready': {kind: 'node/await-ready', host, version: '1.36.3'},
  'node/await-network': {kind: 'node/await-network', host},
  'node/label': {kind: 'node/label', host, labels: {zone: 'north'}, taints: []},
  'node/cordon': {kind: 'node/cordon', host},
  'node/uncordon': {kind: 'node/uncordon', host},
  'node/drain': {kind: 'node/drain', host, withinSeconds: 120},
  'node/delete': {kind: 'node/delete', host},
  'node/await-unreachable': {kind: 'node/await-unreachable', host},
  'identity/put': {
    kind: 'identity/put',
    host,
    identity: {clusterName: 'demo', address: '10.0.0.11', machineId: 'm', founded: false, settings: {}},
  },
  'kernel/prepare': {kind: 'kernel/prepare', host, modules: ['overlay'], sysctls: {'net.ipv4.ip_forward': '1'}},
  'selinux/booleans': {kind: 'selinux/booleans', host, booleans: ['haproxy_connect_any']},
  'packages/install': {
    kind: 'packages/install',
    host,
    manager: 'apt',
    packages: ['haproxy', 'nftables'],
    commands: ['haproxy', 'nft'],
  },
  'image/import': {
    kind: 'image/import',
    host,
    image: 'registry.k8s.io/pause:3.10',
    path: '/opt/pause.tar',
    imageDigest: `sha256:${digest}`,
  },
  'binary/verify': {kind: 'binary/verify', host, path: '/opt/kubelet', version: '1.36.3'},
  'host/reset': {kind: 'host/reset', host},
  'service/kill': {kind: 'service/kill', host, unit: 'etcd.service'},
  'restore/keep-current': {kind: 'restore/keep-current', from: [host]},
  'restore/send': {kind: 'restore/send', host, snapshot: digest, bytes: 20_512},
  'restore/prepare': {kind: 'restore/prepare', host, peerUrl: member.peerUrl, record, above: '1844'},
  'restore/mark': {kind: 'restore/mark', host, marker: {state: 'restoring', restore: termsText(record)}},
  'restore/swap': {kind: 'restore/swap', host, record, old: 'a1-b2'},
  'restore/record': {kind: 'restore/record', host, record},
  'restore/await-same': {kind: 'restore/await-same', members: [host], record},
  'restore/set-aside': {kind: 'restore/set-aside', host, old: 'a1-b2'},
};
