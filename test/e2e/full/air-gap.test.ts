import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {begun, succeed} from '../support/cli.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {freshHosts} from '../support/labs.js';
import {withSettings} from '../support/mirror.js';
import {nothingFound, nothingToDo, readyNodes} from '../support/oracle.js';
import {refused} from '../support/refusal.js';
import {STACKED} from '../support/topology.js';

const NETWORK = '10.88.26';
const GATEWAY = `${NETWORK}.1`;
let cluster: LabCluster;
let folder: string;
let file: string;

/** Downloads a bundle where upstream's files are, as the operator does before the copy into the site. */
async function downloaded(directory: string): Promise<void> {
  const serving = begun(['bundle', 'serve', '--listen', '127.0.0.1:8481']);
  const from = 'http://127.0.0.1:8481';
  await eventually('the mirror answers', async () => ((await fetch(from)).status > 0 ? true : undefined), 60_000);
  const lock = join(directory, 'quorate.lock.json');
  await succeed([
    'bundle',
    'fetch',
    '--kubernetes',
    '1.36.3',
    '--download',
    '--from',
    from,
    '--lock',
    lock,
    '--output',
    directory,
  ]);
  serving.kill('SIGINT');
  await serving;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-air-gap-'));
  await downloaded(folder);
  const settings = withSettings(`  artifacts: {source: bundle, bundle: ${folder}}\n`);
  file = await changedExample('stacked', text => settings(asLab('air-gap', NETWORK)(text)));
  cluster = await labCluster(file);
  await freshHosts(cluster);
  // Of the machine of the operator, a host knows the SSH connections that come from it, and nothing else.
  const rules = `table inet gap { chain output { type filter hook output priority 0; ip daddr ${GATEWAY} ct state new drop; }; }`;
  for (const name of STACKED.nodes) {
    await cluster.onWith(rules, name, 'nft', '-f', '-');
    await cluster.on(name, 'sh', '-c', 'ip route del default 2>/dev/null; ip route add blackhole default');
  }
}, 3_600_000);

afterAll(async () => {
  await cluster?.lab.down();
  await rm(folder, {recursive: true, force: true});
});

test('verify finds everything that any host needs in a downloaded bundle', async () => {
  const {stdout} = await succeed(['bundle', 'verify', '--bundle', folder, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({directory: folder});
});

test('a host reaches neither the machine of the operator nor anything outside', async () => {
  for (const address of [GATEWAY, '192.0.2.1']) {
    const dial = `timeout 2 bash -c 'exec 3<>/dev/tcp/${address}/22' 2>/dev/null && echo reached || echo no`;
    expect((await cluster.on('cp1', 'sh', '-c', dial)).trim(), address).toBe('no');
  }
});

test('apply refuses hosts that have no route to services, with the command that adds one', async () => {
  const {exit, message, suggestions} = await refused(['apply', '-c', file]);
  expect(exit).toBe(4);
  const named = STACKED.nodes.filter(name => message.includes(`${name}: has no route to the range of services`));
  expect(named).toEqual(STACKED.nodes);
  expect(suggestions.join('\n')).toContain('ip route add 10.96.0.0/12 dev host0');
});

test('apply builds five hosts from a downloaded bundle over SSH alone', async () => {
  for (const name of STACKED.nodes) await cluster.on(name, 'ip', 'route', 'add', '10.96.0.0/12', 'dev', 'host0');
  const {tookMs} = await succeed(['apply', '-c', file]);
  console.log(`apply on five hosts without any network but SSH took ${(tookMs / 1000).toFixed(1)} s`);
  expect(await readyNodes(cluster)).toEqual(STACKED.nodes);
  expect(await nothingToDo(file)).toBe(true);
  await nothingFound(file);
});
