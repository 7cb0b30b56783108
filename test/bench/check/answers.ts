import type {DesiredCluster} from '../../../src/core/model/desired.js';
import type {HostName} from '../../../src/core/model/names.js';
import type {Command} from '../../../src/io/transport/transport.js';
import type {MemoryCluster} from '../../support/memory-cluster.js';
import {factsText} from './facts-text.js';

const PODS_PER_HOST = 10;

/** What each host of a cluster in memory would answer to the doctor, by the title of the question. */
export async function answersOf(site: MemoryCluster, desired: DesiredCluster) {
  const etcd = await site.etcd.state();
  const kube = await site.kube.state([...site.world.objects.values()]);
  if (!etcd.known || etcd.value.is !== 'formed' || !kube.known) throw new Error('there is no cluster');
  const {clusterId, members} = etcd.value;
  const decimal = (hex: string) => BigInt(`0x${hex}`).toString();
  const header = (id: string) =>
    `{"cluster_id":${decimal(clusterId)},"member_id":${decimal(id)},"revision":900,"raft_term":2}`;
  const leader = members.find(each => each.leader)!.id;
  const list = members
    .map(({id, name, peerUrl}) => `{"ID":${decimal(id)},"name":"${name}","peerURLs":["${peerUrl}"]}`)
    .join(',');
  const nodes = kube.value.nodes.map(({name, labels, version, internalIp}) => ({
    metadata: {name, labels},
    spec: {podCIDR: '10.244.0.0/24'},
    status: {
      conditions: ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map(type => ({
        type,
        status: type === 'Ready' ? 'True' : 'False',
        lastHeartbeatTime: '2026-01-01T00:00:00Z',
        message: 'kubelet has told so at length, as it does',
      })),
      addresses: [{type: 'InternalIP', address: internalIp}],
      nodeInfo: {kubeletVersion: `v${version}`},
      images: Array.from({length: 30}, (_, index) => ({
        names: [`registry.example/team/image-${index}@sha256:${'0'.repeat(64)}`],
        sizeBytes: 12_345_678,
      })),
    },
  }));
  const pods = nodes.flatMap(({metadata: {name}}) =>
    Array.from(
      {length: PODS_PER_HOST},
      (_, index) => `team-${index}\tpod-${index}-${name}\tDaemonSet\tagent-${index}\t\t${name}\tTrue\n`,
    ),
  );
  const objects = {apiVersion: 'v1', kind: 'List', items: [...kube.value.objects.values()]};
  const others: Readonly<Record<string, (host: HostName, command: Command) => string>> = {
    'gather facts': (host, {stdin}) => factsText(site.world.disk(host), String(stdin)),
    'gather evidence': (host, {stdin}) => lookText(desired, host, String(stdin)),
    'ask etcd': host => {
      const {id} = members.find(({name}) => name === host)!;
      const status = `[{"Status":{"header":${header(id)},"version":"3.6.16","dbSize":20000000,"leader":${decimal(leader)},"raftIndex":1200,"raftTerm":2,"raftAppliedIndex":1200,"dbSizeInUse":15000000,"dbSizeQuota":2147483648}}]`;
      return `== marker 0\nstate=member\nclusterId=${clusterId}\nmemberId=${id}\n== status 0\n${status}\n== members 0\n{"members":[${list}]}\n== read 0\n\n== end 0\n`;
    },
    'compare etcd': (_, {argv}) =>
      `== hash 0\n[{"HashKV":{"hash":2816416}}]\n${argv.at(-1) === 'secrets' ? '== secrets 0\nencrypted\n"Count" : 3\n' : ''}== end 0\n`,
    'kubectl ready': () => 'ok',
    'kubectl nodes': () => JSON.stringify({kind: 'NodeList', items: nodes}),
    'kubectl get': () => JSON.stringify(objects),
    'kubectl workloads': () => pods.join(''),
    'kubectl controllers': () => `now\t${Date.now()}000000\n`,
  };
  return (host: HostName, command: Command): string => others[command.title]!(host, command);
}

/** Everything runs, every port is open, and every balancer takes every API server for alive. */
function lookText({controlPlanes, kubernetesVersion}: DesiredCluster, host: HostName, input: string): string {
  const [boundary = '', ...lines] = input.split('\n');
  const asked = (kind: string) =>
    lines.flatMap(line => (line.startsWith(`${kind}\t`) ? [line.slice(kind.length + 1).split('\t')] : []));
  const csv = ['# svname,type,status,addr', ...controlPlanes.map(each => `${each.host},2,UP,${each.address}:6443`)];
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['file-systems', asked('file-system').map(([path]) => `26214400\t16000000\t4096\t.${path}`)],
    [
      'units',
      asked('unit').flatMap(([unit]) => [
        `Id=${unit}`,
        'ActiveState=active',
        'Result=success',
        'NRestarts=0',
        'DropInPaths=',
        '',
      ]),
    ],
    [
      'details',
      controlPlanes.some(each => each.host === host)
        ? [`runs\tkube-apiserver.service\t/opt/quorate/kubernetes/${kubernetesVersion}/kube-apiserver`]
        : [],
    ],
    ['bash', []],
    ['connections', asked('connection').map(([address, port]) => `${address}\t${port}\topen`)],
    ...asked('page').map(([name = '']) => [`page-${name}`, name.endsWith('.service') ? csv : []] as const),
  ];
  return `${sections.map(([name, body]) => [`${boundary} ${name}`, ...body].join('\n')).join('\n')}\n${boundary} end\n`;
}
