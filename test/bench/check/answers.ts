import type {DesiredCluster} from '../../../src/core/model/desired.js';
import type {HostName} from '../../../src/core/model/names.js';
import {APPLIED} from '../../../src/core/model/node-record.js';
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
  const nodes = kube.value.nodes.map(({name, labels, version, internalIp, podCidr, taints, applied, unannotated}) => ({
    metadata: {
      name,
      labels,
      ...(unannotated ? {} : {annotations: applied === undefined ? {} : {[APPLIED]: applied}}),
    },
    spec: {podCIDR: podCidr, ...(taints === undefined ? {} : {taints})},
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
  const dns = nodes
    .slice(0, 2)
    .map(
      ({metadata: {name}}, index) =>
        `kube-system\tcoredns-${index}\tReplicaSet\tcoredns\thash\t${name}\tTrue\t2026-01-01T00:00:00Z\tkube-dns\t\n`,
    );
  const objects = {apiVersion: 'v1', kind: 'List', items: [...kube.value.objects.values()]};
  const others: Readonly<Record<string, (host: HostName, command: Command) => string>> = {
    'gather facts': (host, {stdin}) => factsText(site.world.disk(host), String(stdin)),
    'gather evidence': (host, {stdin}) => lookText(desired, host, String(stdin)),
    'ask etcd': host => {
      const {id} = members.find(({name}) => name === host)!;
      const status = `[{"Status":{"header":${header(id)},"version":"3.6.16","dbSize":20000000,"leader":${decimal(leader)},"raftIndex":1200,"raftTerm":2,"raftAppliedIndex":1200,"dbSizeInUse":15000000,"dbSizeQuota":2147483648}}]`;
      return `== marker 0\nstate=member\nclusterId=${clusterId}\nmemberId=${id}\n== status 0\n${status}\n== members 0\n{"members":[${list}]}\n== read 0\n\n== alarms 0\n\n== end 0\n`;
    },
    'compare etcd': (_, {argv}) =>
      `== hash 0\n[{"HashKV":{"hash":2816416}}]\n${argv.at(-1) === 'secrets' ? '== secrets 0\nencrypted\n"Count" : 3\n' : ''}== end 0\n`,
    'try the pod network and cluster DNS': (_, {stdin}) => reachText(String(stdin)),
    'kubectl ready': () => 'ok',
    'kubectl nodes': () => JSON.stringify({kind: 'NodeList', items: nodes}),
    'kubectl get': () => JSON.stringify(objects),
    'kubectl workloads': () => [...pods, ...dns].join(''),
    'kubectl controllers': () => `now\t${Date.now()}000000\n`,
  };
  return (host: HostName, command: Command): string => others[command.title]?.(host, command) ?? '';
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

/** Every node is reached, and cluster DNS answers with the address of the API. */
function reachText(input: string): string {
  const [boundary = '', ...lines] = input.split('\n');
  const reached = lines.flatMap(line => {
    const [kind, address, port, query = ''] = line.split('\t');
    if (kind === 'node') return [`node\t${address} ${port}\topen`];
    return kind === 'dns' ? [`dns\t${dnsAnswerTo(query)}`] : [];
  });
  return [`${boundary} reached`, ...reached, `${boundary} end`, ''].join('\n');
}

/** An answer of one address, by a pointer to the name of the query. @param query in octal, as for printf. */
function dnsAnswerTo(query: string): string {
  const bytes = query
    .split('\\')
    .slice(1)
    .map(octal => Number.parseInt(octal, 8));
  const [high = 0, low = 0, ...rest] = bytes.slice(2);
  const question = rest.slice(10);
  const answer = [192, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, 10, 96, 0, 1];
  const message = [high, low, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0, ...question, ...answer];
  return Buffer.from([message.length >> 8, message.length & 255, ...message]).toString('hex');
}
