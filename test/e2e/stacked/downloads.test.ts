import {rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {execa} from 'execa';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {ROOT, succeed} from '../support/cli.js';
import {changedExample, example, type LabCluster, labCluster} from '../support/cluster.js';
import {freshHosts} from '../support/labs.js';
import {type Mirror, startMirror, withSettings} from '../support/mirror.js';
import {readyNodes} from '../support/oracle.js';
import {stageSeconds} from '../support/stages.js';
import {STACKED} from '../support/topology.js';

const FILE = example('stacked');
let cluster: LabCluster;
let mirror: Mirror;
/** The same cluster, whose hosts download. */
let file: string | undefined;

beforeAll(async () => {
  cluster = await labCluster(FILE);
  await freshHosts(cluster);
  mirror = await startMirror(`${STACKED.network}.1`, '1.36.3');
  file = await changedExample('stacked', withSettings(mirror.settings));
}, 3_600_000);

afterAll(async () => {
  await mirror?.close();
  if (file !== undefined) await rm(dirname(file), {recursive: true});
});

test('five hosts download from a mirror, and this machine sends them less than 5 MB', async () => {
  const {stderr, sent} = await countingBytes(['apply', '-c', file!]);
  const seconds = stageSeconds(stderr, 'Install binaries and images');
  console.log(`five hosts downloaded binaries and images in ${seconds} s; ${(sent / 1e6).toFixed(1)} MB were sent`);
  expect(await readyNodes(cluster)).toEqual(STACKED.nodes);
  expect(stderr).not.toContain(' sent');
  expect(sent).toBeLessThan(5_000_000);
  // Each host asks for one file before the first change, once more under the lock, and then downloads.
  const heads = mirror.requests().filter(line => line.startsWith('HEAD '));
  expect(new Set(heads.map(clientOf)).size).toBe(STACKED.nodes.length);
  expect(heads.length).toBeLessThanOrEqual(2 * STACKED.nodes.length);
});

test('apply run again finds no changes, and makes no request', async () => {
  const before = mirror.requests().length;
  const {stderr} = await succeed(['apply', '-c', file!]);
  expect(stderr).toContain('No changes');
  expect(mirror.requests()).toHaveLength(before);
});

const clientOf = (line: string): string => line.split(', ')[3] ?? '';

/** All bytes that the command and its children wrote: to hosts, to the terminal and to files. */
async function countingBytes(words: readonly string[]): Promise<{readonly stderr: string; readonly sent: number}> {
  const {exitCode, stderr} = await execa(
    'sh',
    ['-c', 'node bin/run.js "$@"; code=$?; grep ^wchar /proc/$$/io >&2; exit $code', 'quorate', ...words],
    {cwd: ROOT, env: {CI: 'true', NO_COLOR: '1'}, reject: false, stdin: 'ignore'},
  );
  expect(exitCode, stderr).toBe(0);
  return {stderr, sent: Number(/^wchar: (\d+)$/m.exec(stderr)![1])};
}
