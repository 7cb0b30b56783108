import {afterAll, beforeAll, expect, test} from 'vitest';
import {artifactContent} from '../support/bundle.js';
import {quorate, succeed} from '../support/cli.js';
import {eventually, example, type LabCluster, labCluster} from '../support/cluster.js';
import {killedUntilDone} from '../support/killed.js';
import {freshHosts} from '../support/labs.js';
import {oracle, readyNodes} from '../support/oracle.js';

const FILE = example('single');
const INIT = ['init', '-c', FILE];
const JOIN = ['join', 'w1', 'w2', '-c', FILE];
const READY_AS_OF = '{range .status.conditions[?(@.type=="Ready")]}{.status} {.lastHeartbeatTime}{end}';
let cluster: LabCluster;

beforeAll(async () => {
  cluster = await labCluster(FILE);
  await freshHosts(cluster);
}, 3_600_000);

afterAll(async () => {
  await succeed(['lab', 'down', '-c', FILE]);
});

test('a dry run on new hosts lists every file, unit and action, and changes nothing', async () => {
  const {stdout} = await succeed(['init', '-c', FILE, '--dry-run']);
  for (const mentioned of [
    '/etc/kubernetes/pki/ca.crt',
    '/etc/kubernetes/pki/apiserver.crt',
    '/etc/systemd/system/etcd.service',
    '/etc/systemd/system/kube-apiserver.service',
    'kubelet.service',
    '/opt/quorate/etcd/3.6.16/bin/etcd',
    'coredns',
  ])
    expect(stdout).toContain(mentioned);
  await succeed(['plan', '-c', FILE]);
  const traces = await cluster.on(
    'cp1',
    'sh',
    '-c',
    'ls -d /opt/quorate /etc/kubernetes /var/lib/quorate/owned 2>/dev/null; true',
  );
  expect(traces).toBe('');
});

test('join before init is refused and changes nothing', async () => {
  const {code, stderr} = await quorate(['join', 'w1', '-c', FILE]);
  expect(code).not.toBe(0);
  expect(stderr).toContain('no cluster to join');
  expect(stderr).toContain('quorate init');
});

test('init, killed repeatedly at moments of every kind, starts a control plane whose Node is Ready', async () => {
  const kills = await killedUntilDone(INIT);
  console.log(`init was killed ${kills} times on its way`);
  expect(kills).toBeGreaterThanOrEqual(6);
  await oracle(cluster, INIT, ['cp1']);
});

test('init run again finds no changes', async () => {
  const {stderr, tookMs} = await succeed(INIT);
  expect(stderr).toContain('No changes');
  console.log(`an init with nothing to do took ${(tookMs / 1000).toFixed(1)} s`);
});

test('join, killed repeatedly, adds both workers, and no acknowledged write is lost', async () => {
  await cluster.kubectl(['create', 'configmap', 'before', '--from-literal=word=kept']);
  const kills = await killedUntilDone(JOIN);
  console.log(`join was killed ${kills} times on its way`);
  expect(kills).toBeGreaterThanOrEqual(4);
  await oracle(cluster, JOIN, ['cp1', 'w1', 'w2']);
  expect(await cluster.kubectl(['get', 'configmap', 'before', '-o', 'jsonpath={.data.word}'])).toBe('kept');
});

test('join run again, and a plan for all hosts, find no changes', async () => {
  const {stderr, tookMs} = await succeed(JOIN);
  expect(stderr).toContain('No changes');
  console.log(`a join with nothing to do took ${(tookMs / 1000).toFixed(1)} s`);
  const {stdout} = await succeed(['plan', '-c', FILE, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ran: false, plan: {changes: 0, stages: []}});
});

test('pods on two hosts answer through their Service, by address and by name, from the other host', async () => {
  const {artifact, content} = await artifactContent('agnhost');
  for (const host of ['w1', 'w2']) await importImage(host, content);
  await cluster.kubectl(['apply', '-f', '-'], WEB.replace('AGNHOST', artifact.image!));
  await cluster.kubectl(['rollout', 'status', 'deployment/web', '--timeout=180s']);
  const pods = JSON.parse(await cluster.kubectl(['get', 'pods', '-l', 'app=web', '-o', 'json'])) as PodList;
  expect(new Set(pods.items.map(pod => pod.spec.nodeName))).toEqual(new Set(['w1', 'w2']));

  const ip = await cluster.kubectl(['get', 'service', 'web', '-o', 'jsonpath={.spec.clusterIP}']);
  for (const {metadata} of pods.items) {
    const answers = (url: string) =>
      cluster.kubectl(['exec', metadata.name, '--', 'curl', '-sS', '--max-time', '5', url]);
    const names = new Set<string>();
    await eventually(`both pods answer ${metadata.name} through ${ip}`, async () => {
      names.add(await answers(`http://${ip}/hostname`));
      return names.size === 2 ? true : undefined;
    });
    expect(names).toEqual(new Set(pods.items.map(pod => pod.metadata.name)));
    await eventually(`the service's name answers ${metadata.name}`, async () =>
      names.has(await answers('http://web.default.svc.cluster.local/hostname')) ? true : undefined,
    );
    await answers('http://web/hostname');
  }
  const logs = await cluster.kubectl(['logs', pods.items[0]!.metadata.name]);
  expect(logs).toContain('Started HTTP server');
});

test('a Secret is not readable in etcd', async () => {
  await cluster.kubectl(['create', 'secret', 'generic', 'plain', '--from-literal=word=open-sesame-4711']);
  const stored = await cluster.on(
    'cp1',
    ...['etcdctl', '--endpoints=https://127.0.0.1:2379', '--cacert=/etc/kubernetes/pki/etcd/ca.crt'],
    ...[
      '--cert=/etc/kubernetes/pki/etcd/healthcheck-client.crt',
      '--key=/etc/kubernetes/pki/etcd/healthcheck-client.key',
    ],
    ...['get', '/registry/secrets/default/plain', '--print-value-only'],
  );
  expect(stored).toContain('k8s:enc:secretbox:v1:');
  expect(stored).not.toContain('open-sesame-4711');
});

test('anonymous requests are refused except for the health endpoints', async () => {
  const status = (path: string) =>
    cluster.on('w1', 'curl', '-sk', '-o', '/dev/null', '-w', '%{http_code}', `https://10.88.1.11:6443${path}`);
  expect(await status('/readyz')).toBe('200');
  expect(await status('/api/v1/namespaces')).toMatch(/^40[13]$/);
  expect(
    await cluster.on('cp1', 'curl', '-sk', '-o', '/dev/null', '-w', '%{http_code}', 'https://10.88.1.21:10250/pods'),
  ).toBe('401');
});

test('the printed kubeconfig has the endpoint as its server and gives access to the API', async () => {
  const {stdout} = await succeed(['kubeconfig', '-c', FILE]);
  expect(stdout).toContain('server: https://10.88.1.11:6443');
  expect(stdout).toContain('client-certificate-data');
});

test('a worker recovers by itself after a power loss', async () => {
  await succeed(['lab', 'poweroff', 'w2', '-c', FILE]);
  await succeed(['lab', 'start', 'w2', '-c', FILE]);
  // For a while the API shows the state from before the power loss. Only a report of the current kubelet counts.
  // Both times are in seconds, and its first report is often in the second of its start.
  await eventually('w2 has been told to be Ready by the kubelet that runs now', async () => {
    const since = await cluster.on(
      'w2',
      ...['systemctl', 'show', '-p', 'ExecMainStartTimestamp', '--timestamp=unix', 'kubelet'],
    );
    const [status, heard] = (await cluster.kubectl(['get', 'node', 'w2', '-o', `jsonpath=${READY_AS_OF}`])).split(' ');
    const started = Number(since.trim().split('@')[1]) * 1000;
    if (status === 'True' && Date.parse(heard!) >= started) return true;
    throw new Error(
      `Ready is ${status} as of ${heard}, and the kubelet has run since ${new Date(started).toISOString()}`,
    );
  });
  // The pod network may take some seconds more: a run only waits for it.
  await eventually('there is nothing to do', async () =>
    (await succeed(['join', 'w2', '-c', FILE])).stderr.includes('No changes') ? true : undefined,
  );
});

test('a control plane recovers by itself after a power loss, with every acknowledged write', async () => {
  await cluster.kubectl(['create', 'configmap', 'kept', '--from-literal=word=kept']);
  await succeed(['lab', 'poweroff', 'cp1', '-c', FILE]);
  await succeed(['lab', 'start', 'cp1', '-c', FILE]);
  await eventually('the ConfigMap is read back', async () =>
    (await cluster.kubectl(['get', 'configmap', 'kept', '-o', 'jsonpath={.data.word}'])) === 'kept' ? true : undefined,
  );
});

test('reset asks for confirmation and deletes everything that quorate installed', async () => {
  const asked = await quorate(['reset', '--all', '-c', FILE]);
  expect(asked.code).toBe(2);
  await eventually('cp1 is Ready', async () => ((await readyNodes(cluster)).includes('cp1') ? true : undefined));
  await succeed(['reset', '--all', '--yes', '-c', FILE]);
  for (const host of ['cp1', 'w1', 'w2']) {
    const left = await cluster.on(host, 'sh', '-c', LEFTOVERS);
    expect(left, host).toBe('');
  }
  const {stderr} = await succeed(['reset', '--all', '--yes', '-c', FILE]);
  expect(stderr).toContain('No changes');
});

async function importImage(host: string, archive: Buffer): Promise<void> {
  const {code, stderr} = await cluster.lab.exec(
    host,
    ['/opt/quorate/bin/ctr', '-n', 'k8s.io', 'images', 'import', '-'],
    {
      stdin: archive,
    },
  );
  if (code !== 0) throw new Error(`${host}: ${stderr}`);
}

interface PodList {
  readonly items: readonly {readonly metadata: {readonly name: string}; readonly spec: {readonly nodeName: string}}[];
}

const WEB = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}
      containers:
        - name: web
          image: AGNHOST
          imagePullPolicy: Never
          args: [netexec, --http-port=8080]
          ports: [{containerPort: 8080}]
          readinessProbe: {httpGet: {path: /hostname, port: 8080}, periodSeconds: 1}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
`;

const LEFTOVERS = `
ls -d /opt/quorate /etc/kubernetes /etc/etcd /etc/quorate /var/lib/quorate 2>/dev/null
ls -A /run/quorate 2>/dev/null | grep -v '^lock$'
ls /etc/systemd/system | grep -E '^(etcd|kube.*|containerd|flanneld|quorate-balancer|quorate-load-balancer|quorate-keepalived)\\.service$'
ls -A /var/lib/etcd /var/lib/kubelet 2>/dev/null | grep -v '^/var' | grep -v '^$'
pgrep -l 'etcd|kube|containerd|flanneld|haproxy|keepalived'
ip -o link show | grep -E 'cni0|flannel'
true`;
