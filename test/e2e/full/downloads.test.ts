import {rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {setTimeout} from 'node:timers/promises';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {begun, quorate, succeed} from '../support/cli.js';
import {asLab, changedExample, type LabCluster, labCluster} from '../support/cluster.js';
import {freshHosts} from '../support/labs.js';
import {type Mirror, startMirror, withSettings} from '../support/mirror.js';
import {oracle} from '../support/oracle.js';

const NETWORK = '10.88.24';
const HOSTS = ['cp1', 'w1', 'w2'];
const TEMPORARY = "find /opt -xdev -name '*.quorate-tmp-*'; ls -d /run/quorate-download-* 2>/dev/null; true";
let cluster: LabCluster;
let mirror: Mirror;
let file: string;
const made: string[] = [];

const without = (host: string, ...programs: readonly string[]) =>
  cluster.on(host, 'sh', '-c', `for each; do rm -f "/usr/bin/$each"; done`, 'sh', ...programs);

beforeAll(async () => {
  const lab = await changedExample('single', asLab('downloads', NETWORK));
  made.push(dirname(lab));
  cluster = await labCluster(lab);
  await freshHosts(cluster);
  mirror = await startMirror(`${NETWORK}.1`, '1.36.3');
  const settings = withSettings(`${mirror.settings}  packages: require\n`);
  file = await changedExample('single', text => settings(asLab('downloads', NETWORK)(text)));
  made.push(dirname(file));
  await without('w1', 'curl');
  await without('w2', 'curl', 'wget');
}, 3_600_000);

afterAll(async () => {
  await mirror?.close();
  await cluster?.lab.down();
  for (const folder of made) await rm(folder, {recursive: true});
});

test('a host without tar is refused with the package to install, before anything changes', async () => {
  await cluster.on('w1', 'mv', '/usr/bin/tar', '/usr/bin/tar.off');
  const {code, stderr} = await quorate(['apply', '-c', file]);
  expect(code).toBe(4);
  expect(stderr).toContain('[ERROR FileExisting-tar]: w1: ');
  await cluster.on('w1', 'mv', '/usr/bin/tar.off', '/usr/bin/tar');
  for (const host of HOSTS) expect(await cluster.on(host, 'sh', '-c', 'ls /opt')).toBe('');
});

test('the plan says which host gets its files by upload, and why', async () => {
  const {stdout} = await succeed(['plan', '-c', file]);
  expect(stdout).toMatch(/^ {2}w2 \(uploads \d+ files, [\d.]+ MB: neither curl nor wget is installed\)$/m);
  expect(stdout).toMatch(/^ {2}w1$/m);
  expect(stdout).toContain('download kubelet 1.36.3 to /opt/quorate/kubernetes/1.36.3/bin/kubelet');
});

test('apply that is killed ten times during downloads ends as an undisturbed one, without leftovers', async () => {
  for (let kill = 0; kill < 10; kill += 1) {
    const before = mirror.requests().length;
    const running = begun(['apply', '-c', file]);
    while (mirror.requests().length < before + 2 + (kill % 3) && running.exitCode === null) await setTimeout(20);
    await setTimeout(Math.random() * 400);
    running.kill('SIGKILL');
    await running;
  }
  await succeed(['apply', '-c', file]);
  await oracle(cluster, ['apply', '-c', file], HOSTS);
  for (const host of HOSTS) expect(await cluster.on(host, 'sh', '-c', TEMPORARY), host).toBe('');
});

test('a host with wget alone downloads, and one with neither does not', async () => {
  const paths = mirror.requests().filter(line => line.startsWith('GET '));
  const [w1, w2] = [`${NETWORK}.21`, `${NETWORK}.22`];
  expect(paths.filter(line => line.includes(w1)).length).toBeGreaterThan(5);
  expect(paths.filter(line => line.includes(w2))).toEqual([]);
});
