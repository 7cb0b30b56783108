import {randomBytes} from 'node:crypto';
import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {homedir, tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {artifactContent} from '../support/bundle.js';
import {begun, quorate, succeed} from '../support/cli.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {freshHosts} from '../support/labs.js';
import {nothingToDo} from '../support/oracle.js';
import {labCa, labLeaf} from '../support/unmanaged-etcd.js';
import {without} from '../support/variants.js';

/** This machine, as the hosts reach it. */
const GATEWAY = '10.88.23.1';
const MIRROR = `${GATEWAY}:8480`;
/** The hosts reach it at the mirror only. */
const MIRRORED = 'registry.k8s.io';
/** The same server under a name of its own. */
const NAME = 'registry.example.com';
const PRIVATE = `${NAME}:8480`;

const HOSTS = ['cp1', 'w1'];

let folder: string;
let file: string;
let cluster: LabCluster;
let serving: ReturnType<typeof begun>;
let token = randomBytes(16).toString('hex');
/** All that there ever were. */
const tokens = [token];

const env = () => ({REGISTRY_TOKEN: token});
/** A secret as it is, and as the headers have it. */
const secrets = () => tokens.flatMap(each => [each, Buffer.from(`robot:${each}`).toString('base64')]);
const foundIn = (text: string) => secrets().filter(secret => text.includes(secret));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-registry-'));
  const ca = labCa('registry');
  const leaf = labLeaf(ca, [GATEWAY, NAME]);
  await writeFile(join(folder, 'ca.crt'), ca.certPem);
  await writeFile(join(folder, 'server.crt'), leaf.certPem);
  await writeFile(join(folder, 'server.key'), leaf.keyPem, {mode: 0o600});
  await writeFile(join(folder, 'password'), `${token}\n`, {mode: 0o600});
  file = await changedExample('single', text => withRegistries(without('w2')(asLab('registries', '10.88.23')(text))));
  cluster = await labCluster(file);
  await freshHosts(cluster);
  for (const host of HOSTS) await cluster.on(host, 'sh', '-c', `echo ${GATEWAY} ${NAME} >>/etc/hosts`);
  await serve();
}, 3_600_000);

afterAll(async () => {
  serving?.kill('SIGINT');
  await serving;
  await succeed(['lab', 'down', '-c', file]);
  await rm(dirname(file), {recursive: true});
  await rm(folder, {recursive: true});
});

test('a password file that others may read is refused before anything changes', async () => {
  const password = join(folder, 'password');
  await writeFile(join(folder, 'open'), token, {mode: 0o644});
  const open = join(dirname(file), 'open.yaml');
  await writeFile(open, (await readFile(file, 'utf8')).replace(password, join(folder, 'open')));
  const {code, stdout} = await quorate(['apply', '-c', open, '--json'], env());
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({error: {code: 'config/credentials-unusable'}});
  expect(await cluster.on('cp1', 'sh', '-c', 'ls /etc/quorate 2>/dev/null || echo nothing')).toBe('nothing\n');
});

test('the plan, as text and as JSON, has no credentials', async () => {
  const text = await succeed(['plan', '-c', file], env());
  const json = await succeed(['plan', '-c', file, '--json'], env());
  expect(text.stdout + text.stderr).toContain(`/etc/containerd/certs.d/${MIRRORED}/hosts.toml`);
  expect(foundIn(text.stdout + text.stderr + json.stdout + json.stderr)).toEqual([]);
});

test('apply builds the cluster, and no process has credentials in its arguments', async () => {
  const running = begun(['apply', '-c', file], env());
  let ended = false;
  void running.finally(() => {
    ended = true;
  });
  const leaks = new Set<string>();
  while (!ended) {
    for (const line of await commandLines()) if (foundIn(line).length > 0) leaks.add(line);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  const {exitCode, stdout, stderr} = await running;
  expect(exitCode, stderr).toBe(0);
  expect([...leaks]).toEqual([]);
  expect(foundIn(`${stdout}${stderr}`)).toEqual([]);
}, 900_000);

test('only root can read the files with credentials', async () => {
  const stat = ['stat', '-c', '%a %U:%G'];
  for (const host of HOSTS)
    for (const registry of [MIRRORED, `${NAME}_8480_`]) {
      const at = `/etc/containerd/certs.d/${registry}`;
      expect(await cluster.on(host, ...stat, `${at}/hosts.toml`)).toBe('600 root:root\n');
      expect(await cluster.on(host, ...stat, `${at}/ca.crt`)).toBe('644 root:root\n');
    }
});

test('a pod is pulled through the mirror with the token, and one from the registry with the password', async () => {
  const {artifact} = await artifactContent('agnhost');
  const pause = (await artifactContent('pause')).artifact;
  await runs('mirrored', artifact.image!, ['pause']);
  await runs('direct', pause.image!.replace(MIRRORED, PRIVATE));
});

test('a new token is applied without a restart of containerd, and pulls work again', async () => {
  const before = await containerdOn('w1');
  const image = (await artifactContent('agnhost')).artifact.image!;
  token = randomBytes(16).toString('hex');
  tokens.push(token);
  await writeFile(join(folder, 'password'), token);
  serving.kill('SIGINT');
  await serving;
  await serve();
  await cluster.kubectl(['apply', '-f', '-'], JSON.stringify(pod('refused', image, ['pause'])));
  await eventually('the old token is refused', async () => {
    const events = await cluster.kubectl(['get', 'events', '-o', 'jsonpath={.items[*].message}']);
    return /401|[Uu]nauthorized|authoriz/.test(events) ? true : undefined;
  });
  await cluster.kubectl(['delete', 'pod', 'refused', '--grace-period=0', '--force']);
  await succeed(['apply', '-c', file], env());
  expect(await containerdOn('w1')).toBe(before);
  await runs('again', image, ['pause']);
});

test('a proxy restarts containerd without a restart of containers, and is used except where spec.proxy says so', async () => {
  const before = await containerdOn('w1');
  const running = await startedAt('again');
  const proxied = join(dirname(file), 'proxied.yaml');
  const proxy = `  proxy: {https: "http://${GATEWAY}:9", noProxy: [${GATEWAY}]}\n`;
  await writeFile(proxied, (await readFile(file, 'utf8')) + proxy);
  await succeed(['apply', '-c', proxied], env());
  expect(await containerdOn('w1')).not.toBe(before);
  expect(await startedAt('again')).toBe(running);
  await runs('exempt', (await artifactContent('agnhost')).artifact.image!, ['pause']);
  await cluster.kubectl(['apply', '-f', '-'], JSON.stringify(pod('proxied', `${PRIVATE}/pause:3.10.2`, [])));
  await eventually('the proxy is asked for the registry', async () => {
    const events = await cluster.kubectl(['get', 'events', '-o', 'jsonpath={.items[*].message}']);
    return events.includes('proxyconnect') ? true : undefined;
  });
  await succeed(['apply', '-c', file], env());
});

test('topology check without the token compares the other files, and says what was not compared', async () => {
  const {stdout} = await quorate(['topology', 'check', '-c', file, '--json']);
  const codes = (JSON.parse(stdout) as {readonly findings: readonly {readonly code: string}[]}).findings;
  expect(codes.map(({code}) => code)).toEqual(['drift/registries-unknown']);
});

test('there are no credentials in the findings, in the logs of runs or in the journals of hosts', async () => {
  await cluster.on('w1', 'sh', '-c', `echo >>/etc/containerd/certs.d/${MIRRORED}/hosts.toml`);
  const {stdout, stderr} = await quorate(['topology', 'check', '-c', file, '--json'], env());
  expect(stdout).toContain('drift/file-edited');
  const journals = await Promise.all(HOSTS.map(host => cluster.on(host, 'journalctl', '--no-pager', '-o', 'cat')));
  for (const text of [stdout, stderr, ...journals, ...(await runLogs())]) expect(foundIn(text)).toEqual([]);
});

test('entries that are deleted leave no credentials on the hosts', async () => {
  const none = join(dirname(file), 'none.yaml');
  await writeFile(none, (await readFile(file, 'utf8')).replace(/\n {2}registries:[\s\S]*$/, '\n'));
  await succeed(['apply', '-c', none]);
  const left = await cluster.on('w1', 'sh', '-c', 'cat /etc/containerd/certs.d/*/hosts.toml');
  expect(foundIn(left)).toEqual([]);
  expect(left).not.toContain('https://');
  await nothingToDo(none);
});

const withRegistries = (text: string): string =>
  `${text.trimEnd()}
  registries:
    - host: ${MIRRORED}
      mirrors: ["https://${MIRROR}"]
      ca: ${join(folder, 'ca.crt')}
      credentials: {tokenEnv: REGISTRY_TOKEN}
    - host: ${PRIVATE}
      ca: ${join(folder, 'ca.crt')}
      credentials: {username: robot, passwordFile: ${join(folder, 'password')}}
`;

async function serve(): Promise<void> {
  const tls = ['--tls-cert', join(folder, 'server.crt'), '--tls-key', join(folder, 'server.key')];
  serving = begun(['bundle', 'serve', '--listen', MIRROR, ...tls, '--token-env', 'REGISTRY_TOKEN'], env());
  await eventually(
    'the registry answers',
    async () => {
      const curl = ['curl', '-sk', '-o', '/dev/null', '-w', '%{http_code}', `https://${MIRROR}/v2/`];
      return (await cluster.on('w1', ...curl)) === '401' ? true : undefined;
    },
    30_000,
  );
}

/** Of all processes of this machine: the hosts are containers on it. */
async function commandLines(): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  return Promise.all(ids.map(id => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
}

async function runLogs(): Promise<readonly string[]> {
  const logs = join(process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'quorate', 'logs');
  return Promise.all((await readdir(logs)).map(name => readFile(join(logs, name), 'utf8')));
}

const startedAt = (name: string): Promise<string> =>
  cluster.kubectl(['get', 'pod', name, '-o', 'jsonpath={.status.containerStatuses[0].state.running.startedAt}']);

const containerdOn = (host: string): Promise<string> =>
  cluster.on(host, 'systemctl', 'show', '-p', 'MainPID', 'containerd.service');

async function runs(name: string, image: string, args: readonly string[] = []): Promise<void> {
  await cluster.kubectl(['apply', '-f', '-'], JSON.stringify(pod(name, image, args)));
  await eventually(`${name} runs`, async () => {
    const seen = await cluster.kubectl(['get', 'pod', name, '-o', 'jsonpath={.status}']);
    if ((JSON.parse(seen) as {readonly phase: string}).phase === 'Running') return true as const;
    throw new Error(seen);
  });
}

const pod = (name: string, image: string, args: readonly string[]) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name, namespace: 'default'},
  spec: {
    nodeName: 'w1',
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 1,
    containers: [{name, image, imagePullPolicy: 'Always', args}],
  },
});
