import {afterAll, beforeAll, expect, test} from 'vitest';
import {ETCD} from '../../../src/core/codes/catalogue/etcd.js';
import {quorate, succeed} from '../support/cli.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {killedUntilDone} from '../support/killed.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, nothingToDo, picture} from '../support/oracle.js';
import {refused} from '../support/refusal.js';
import {TO} from '../support/upgrading.js';
import {without} from '../support/variants.js';

const CONTROL_PLANES = ['cp1', 'cp2', 'cp3'] as const;
/** Enough for an empty cluster, full after some twenty large objects. */
const QUOTA = 16 * 1024 * 1024;
const bare = (text: string) => asLab('quota', '10.88.48')(without('w1')(without('w2')(text)));
const withQuota = (bytes: number) => (text: string) =>
  `${bare(text).trimEnd()}\n  extraArgs:\n    etcd: [{name: quota-backend-bytes, value: "${bytes}"}]\n`;
let cluster: LabCluster;
let file: string;

beforeAll(async () => {
  file = await changedExample('stacked', withQuota(QUOTA));
  cluster = await labCluster(file);
  await freshHosts(cluster);
  await succeed(['apply', '-c', file]);
}, 3_600_000);

afterAll(() => cluster?.lab.down());

const configMap = (number: number): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {name: `large-${number}`, namespace: 'default', labels: {large: 'yes'}},
    data: {text: 'x'.repeat(900_000)},
  });

/** Writes large objects until etcd refuses. Gives the words of the refusal. */
async function fill(first = 0): Promise<string> {
  for (let number = first; number < first + 60; number += 1) {
    const refusal = await cluster.kubectl(['create', '-f', '-'], configMap(number)).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (refusal !== undefined) return refusal;
  }
  throw new Error('etcd accepted 54 MB');
}

const pictures = () => Promise.all(CONTROL_PLANES.map(host => picture(cluster, host)));

test('a full etcd is one finding, and no verb changes a host', async () => {
  expect(await fill()).toContain('database space exceeded');
  const before = await pictures();

  const {stdout} = await quorate(['topology', 'check', '-c', file, '--json']);
  const {findings} = JSON.parse(stdout) as {readonly findings: readonly {readonly code: string}[]};
  expect(
    findings.map(({code}) => code),
    stdout,
  ).toEqual(['etcd/nospace']);

  const changed = await changedExample('stacked', bare);
  for (const words of [
    ['apply', '-c', changed, '-y'],
    ['upgrade', '-c', file, '--to', TO.kubernetes, '-y'],
    ['remove', 'cp3', '-c', file, '-y'],
  ]) {
    const {code, message, suggestions} = await refused(words);
    expect(code, words.join(' ')).toMatch(/^quorum\//);
    expect(message).toContain('NOSPACE');
    expect(suggestions.join('\n')).toContain('quorate etcd alarm disarm');
  }
  const planned = await quorate(['upgrade', 'plan', '-c', file, '--to', TO.kubernetes]);
  expect(planned.code).not.toBe(0);
  expect(planned.stdout + planned.stderr).toContain('NOSPACE');
  expect(await pictures()).toEqual(before);
});

test('the command of the finding makes etcd accept writes again', async () => {
  await cluster.kubectl(['delete', 'configmaps', '--selector', 'large=yes', '--wait=false']);
  const [command] = [...ETCD['etcd/nospace'].remedy.matchAll(/`quorate ([^`]+)`/g)].map(([, words]) => words!);
  const members = async () =>
    (JSON.parse((await succeed(['etcd', 'members', '-c', file, '--json'])).stdout) as Members).members;
  expect((await members()).some(({alarms}) => alarms.includes('NOSPACE'))).toBe(true);
  const kills = await killedUntilDone([...command!.split(' '), '-c', file], 5);
  console.info(`${kills} kills`);
  for (const {alarms, status} of await members()) {
    expect(alarms).toEqual([]);
    expect(status.dbSizeBytes).toBeLessThan(QUOTA / 2);
  }
  await eventually('etcd accepts writes', () => cluster.kubectl(['create', '-f', '-'], configMap(1)));
  await cluster.kubectl(['delete', 'configmap', 'large-1']);
  await nothingFound(file);
  expect(await nothingToDo(file)).toBe(true);
});

test('a database that is full of objects in use is cleared with a larger quota', async () => {
  // Old revisions and free pages fill a part of it at first.
  for (let round = 1; round <= 8; round += 1) {
    await fill(100 * round);
    const {code} = await quorate(['etcd', 'alarm', 'disarm', '-c', file]);
    if (code !== 0) break;
  }
  expect(await refused(['etcd', 'alarm', 'disarm', '-c', file])).toMatchObject({code: 'etcd/still-full'});
  const larger = await changedExample('stacked', withQuota(4 * QUOTA));
  const {message, suggestions} = await refused(['apply', '-c', larger, '-y']);
  expect(message).toContain('quorum/etcd-alarm');
  expect(suggestions.join('\n')).toContain('quorate etcd alarm disarm');
  await succeed(['etcd', 'alarm', 'disarm', '-c', larger]);
  await eventually('etcd accepts writes', () => cluster.kubectl(['create', '-f', '-'], configMap(1)));
  await succeed(['apply', '-c', larger, '-y']);
  await nothingFound(larger);
  expect(await nothingToDo(larger)).toBe(true);
});

interface Members {
  readonly members: readonly {
    readonly alarms: readonly string[];
    readonly status: {readonly dbSizeBytes: number};
  }[];
}
