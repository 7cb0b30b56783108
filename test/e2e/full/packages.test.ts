import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import type {Server} from 'node:http';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {makeRepository, serveRepository} from '../support/apt-repository.js';
import {begun, quorate, succeed} from '../support/cli.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {freshHosts} from '../support/labs.js';
import {nothingToDo, readyNodes} from '../support/oracle.js';
import {without} from '../support/variants.js';

const NETWORK = '10.88.31';
const GATEWAY = `${NETWORK}.1`;
const PORT = 8482;
const HOSTS = ['lb1', 'lb2', 'cp1', 'w1'];
const BALANCERS = ['lb1', 'lb2'];

let folder: string;
let file: string;
let cluster: LabCluster;
let server: Server;
/** By host, the packages that it had when it was new, with their states. */
const before = new Map<string, string>();

const installed = (host: string): Promise<string> =>
  // biome-ignore lint/suspicious/noTemplateCurlyInString: placeholders of dpkg-query
  cluster.on(host, 'sh', '-c', "dpkg-query -W -f '${binary:Package} ${db:Status-Abbrev}\\n' | sort");

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-apt-'));
  file = await changedExample('load-balancer', text =>
    asLab(
      'packages',
      NETWORK,
    )(without('cp2')(without('cp3')(text))).replace(/host: \d+\.\d+\.\d+\.100/, `host: ${NETWORK}.100`),
  );
  cluster = await labCluster(file);
  await freshHosts(cluster);
  const names = 'haproxy keepalived nftables';
  for (const host of HOSTS) {
    await cluster.on(host, 'sh', '-c', `apt-get -y purge --autoremove ${names} >/dev/null 2>&1`);
    await cluster.onWith(
      `deb [trusted=yes] http://${GATEWAY}:${PORT} ./\n`,
      host,
      ...['sh', '-c', 'rm -f /etc/apt/sources.list.d/*; cat >/etc/apt/sources.list'],
    );
    before.set(host, await installed(host));
  }
  const status = await cluster.on('w1', 'cat', '/var/lib/dpkg/status');
  const suite = (await cluster.on('w1', 'sh', '-c', '. /etc/os-release; echo $VERSION_CODENAME')).trim();
  await makeRepository(folder, {suite, packages: names.split(' '), status});
}, 3_600_000);

afterAll(async () => {
  server?.close();
  await succeed(['lab', 'down', '-c', file]);
  await rm(dirname(file), {recursive: true});
  await rm(folder, {recursive: true});
});

test('with `packages: require`, the hosts are refused with the command that installs what they lack', async () => {
  const strict = join(dirname(file), 'require.yaml');
  await writeFile(strict, `${(await readFile(file, 'utf8')).trimEnd()}\n  packages: require\n`);
  const {code, stderr} = await quorate(['plan', '-c', strict]);
  expect(code).not.toBe(0);
  expect(stderr).toContain('[ERROR FileExisting-keepalived]: lb1: ');
  expect(stderr).toMatch(/w1: .*apt-get install -y --no-install-recommends haproxy nftables/);
});

test('the plan names what each role lacks', async () => {
  const {stdout} = await succeed(['plan', '-c', file, '--json']);
  const {plan} = JSON.parse(stdout) as {readonly plan: {readonly stages: readonly {readonly actions: unknown[]}[]}};
  const node = {kind: 'packages/install', manager: 'apt', packages: ['haproxy', 'nftables']};
  const balancer = {...node, packages: ['haproxy', 'keepalived']};
  expect(plan.stages[0]?.actions).toMatchObject([
    {...balancer, host: 'lb1'},
    {...balancer, host: 'lb2'},
    {...node, host: 'cp1'},
    {...node, host: 'w1'},
  ]);
});

test('a repository that does not answer is an error that says so, and nothing is left', async () => {
  const {code, stderr} = await quorate(['apply', '-c', file]);
  expect(code).not.toBe(0);
  expect(stderr).toContain('apt-get update');
  for (const host of HOSTS) {
    expect(await installed(host)).toBe(before.get(host));
    expect(await cluster.on(host, 'sh', '-c', 'ls /usr/sbin/policy-rc.d* 2>/dev/null || echo none')).toBe('none\n');
  }
});

test('a host that loses power during the installation has all packages after the next run, and they are recorded', async () => {
  server = await serveRepository(folder, GATEWAY, PORT);
  const running = begun(['apply', '-c', file]);
  await eventually('w1 unpacks packages', async () => {
    const found = await cluster.on('w1', 'sh', '-c', 'dpkg --audit; ls /var/lib/dpkg/updates');
    return /\S/.test(found) ? true : undefined;
  });
  running.kill('SIGKILL');
  await cluster.lab.kill('w1');
  await running;
  await cluster.lab.boot('w1');
  await eventually('w1 answers', async () => (await cluster.on('w1', 'true')) === '' || undefined);
  const {tookMs} = await succeed(['apply', '-c', file]);
  console.log(`apply with packages took ${(tookMs / 1000).toFixed(1)} s`);
  expect(await readyNodes(cluster)).toEqual(['cp1', 'w1']);
  expect(await nothingToDo(file)).toBe(true);
  for (const host of HOSTS) {
    const recorded = await cluster.on(host, 'sh', '-c', 'cut -f 2 /var/lib/quorate/packages | sort');
    const was = new Set(before.get(host)!.split('\n'));
    const brought = (await installed(host)).split('\n').filter(line => !was.has(line));
    expect(recorded.trim().split('\n')).toEqual(brought.map(line => line.split(' ')[0]));
  }
});

test('the services of the packages run nowhere and start at no boot', async () => {
  for (const host of HOSTS) {
    const state = await cluster.on(
      host,
      ...['sh', '-c', 'systemctl is-active haproxy keepalived; systemctl is-enabled haproxy keepalived nftables; true'],
    );
    expect(state.split('\n')).not.toContain('active');
    expect(state.split('\n')).not.toContain('enabled');
    expect(await cluster.on(host, 'sh', '-c', 'ls /usr/sbin/policy-rc.d* 2>/dev/null || echo none')).toBe('none\n');
  }
});

test('a package that is removed by hand is a finding, and is planned again', async () => {
  await cluster.on('w1', 'sh', '-c', 'dpkg --purge nftables >/dev/null');
  const {stdout} = await quorate(['topology', 'check', '-c', file, '--json']);
  const {findings} = JSON.parse(stdout) as {readonly findings: readonly {readonly code: string}[]};
  expect(findings.map(({code}) => code)).toContain('drift/package-missing');
  await succeed(['apply', '-c', file]);
  expect(await nothingToDo(file)).toBe(true);
});

test('a reset that is killed and run again leaves exactly the packages that were there before', async () => {
  // One that needs what quorate brought stays with it.
  const keeper = 'Package: keeper\nVersion: 1\nArchitecture: all\nMaintainer: x\nDescription: x\nDepends: haproxy\n';
  await cluster.onWith(
    keeper,
    'lb2',
    ...[
      'sh',
      '-c',
      'd=$(mktemp -d); mkdir $d/DEBIAN; cat >$d/DEBIAN/control; dpkg-deb -b $d /tmp/k.deb; dpkg -i /tmp/k.deb',
    ],
  );
  const killed = begun(['reset', '--all', '-y', '-c', file]);
  await eventually('w1 removes packages', async () => {
    const found = await cluster.on('w1', 'sh', '-c', 'cat /run/quorate/packages.log 2>/dev/null; true');
    return /Removing/.test(found) ? true : undefined;
  });
  killed.kill('SIGKILL');
  await killed;
  await succeed(['reset', '--all', '-y', '-c', file]);
  for (const host of HOSTS.filter(name => name !== 'lb2')) expect(await installed(host)).toBe(before.get(host));
  const left = (await installed('lb2')).split('\n').filter(line => !before.get('lb2')!.split('\n').includes(line));
  expect(left.map(line => line.split(' ')[0])).toEqual(expect.arrayContaining(['haproxy', 'keeper']));
  expect(left.map(line => line.split(' ')[0])).not.toContain('keepalived');
  for (const host of BALANCERS)
    expect(await cluster.on(host, 'sh', '-c', 'ls /var/lib/quorate 2>&1; true')).toMatch(/No such/);
});
