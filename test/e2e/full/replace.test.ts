import {readFile, writeFile} from 'node:fs/promises';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {etcdctl, leaderOf, members} from '../support/etcd.js';
import {killedUntilDone} from '../support/killed.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, nothingToDo, readyNodes} from '../support/oracle.js';
import {without} from '../support/variants.js';
import {lost, startWriter} from '../support/writer.js';

const NETWORK = '10.88.53';

interface Case {
  readonly topology: 'stacked' | 'external';
  readonly voters: readonly string[];
  /** A host with a member, and where the spare machine is that replaces it. */
  readonly member: readonly [string, string];
  readonly spare: readonly [string, string];
}

const CASES: readonly Case[] = [
  {
    topology: 'stacked',
    voters: ['cp1', 'cp2', 'cp3'],
    member: ['cp3', `${NETWORK}.13`],
    spare: ['cp4', `${NETWORK}.14`],
  },
  {
    topology: 'external',
    voters: ['etcd1', 'etcd2', 'etcd3'],
    member: ['etcd3', `${NETWORK}.33`],
    spare: ['etcd4', `${NETWORK}.34`],
  },
];

/** The text with another entry like that of a host. */
const withLike = (host: string, name: string, address: string) => (text: string) =>
  text.replace(
    new RegExp(`\\n *- name: ${host}\\n( {6}.*\\n)+`),
    found => `${found}${found.replace(host, name).replace(/address: \S+/, `address: ${address}`)}`,
  );

describe.each(CASES)('$topology:', ({topology, voters, member: [host, address], spare: [spare, spareAddress]}) => {
  let cluster: LabCluster;
  /** The configuration that the commands edit. */
  let file: string;
  /** With all machines, for the lab. */
  let all: string;

  const lab = (...words: readonly string[]) => succeed(['lab', ...words, '-c', all]);
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

  beforeAll(async () => {
    const small = (text: string) => without('cp2')(without('w2')(text));
    const change = (text: string) =>
      asLab(`replace-${topology}`, NETWORK)(topology === 'stacked' ? without('w2')(text) : small(text));
    file = await changedExample(topology, change);
    const spares = withLike(host, spare, spareAddress);
    all = await changedExample(topology, text => withLike('w1', 'w2', `${NETWORK}.22`)(spares(change(text))));
    cluster = await labCluster(all);
    await freshHosts(cluster);
    await succeed(['apply', '-c', file]);
  }, 3_600_000);

  afterAll(() => cluster?.lab.down());

  /** The cluster is complete with exactly these voters and workers, and the file describes it. */
  async function isWhole(names: readonly string[], worker = 'w1'): Promise<void> {
    const listed = await members(cluster, voters[0]!);
    expect(listed).toEqual([...names].sort().map(name => ({name, started: true, learner: false})));
    const nodes = topology === 'stacked' ? [...names, worker] : ['cp1', worker];
    await eventually('the nodes are Ready', async () =>
      JSON.stringify(await readyNodes(cluster)) === JSON.stringify([...nodes].sort()) ? true : undefined,
    );
    expect(await nothingToDo(file)).toBe(true);
    expect(await nothingFound(file)).toBe(true);
    const text = await readFile(file, 'utf8');
    expect(text.match(/name: \S+\n {6}address/g)).toHaveLength(topology === 'stacked' ? 4 : 5);
  }

  async function lead(wanted: string): Promise<void> {
    const leader = await leaderOf(cluster, voters);
    if (leader === wanted) return;
    const list = await etcdctl(cluster, leader, 'member', 'list');
    const id = new RegExp(`^(\\w+), started, ${wanted},`, 'm').exec(list)![1]!;
    await etcdctl(cluster, leader, 'move-leader', id);
  }

  test('the host of the leader has no power, and one command brings three voters back', async () => {
    const before = await readFile(file, 'utf8');
    await lead(host);
    const writer = await startWriter(cluster, 'w1', 'replaced');
    await writer.acknowledges(20);
    await lab('poweroff', host);
    const started = performance.now();
    const counted = eventually(
      'three voters',
      async () => {
        const started = (await members(cluster, voters[0]!)).filter(each => each.started && !each.learner);
        return started.length === 3 && started.some(({name}) => name === spare) ? performance.now() : undefined;
      },
      600_000,
    );
    const {tookMs, stderr} = await succeed(['replace', host, spare, '--address', spareAddress, '--yes', '-c', file]);
    const threeAfter = (await counted) - started;
    await writer.acknowledges(20);
    const written = await writer.stop();
    console.log(
      `${topology}: three voters after ${seconds(threeAfter)}, done after ${seconds(tookMs)}; longest gap of the writer ${written.longestGapMs} ms of ${written.acknowledged.length} writes\n${stderr}`,
    );
    expect(await lost(cluster, written)).toEqual([]);
    const after = before.replace(`name: ${host}\n`, `name: ${spare}\n`).replace(address, spareAddress);
    expect(await readFile(file, 'utf8')).toBe(after);
    await isWhole([...voters.filter(name => name !== host), spare]);
  });

  test('a new machine with the name and address of a lost one takes its place', async () => {
    const second = voters[1]!;
    await lab('poweroff', second);
    await lab('replace', second);
    const {tookMs} = await succeed(['replace', second, second, '--yes', '-c', file]);
    console.log(`${topology}: ${second} on a new machine after ${seconds(tookMs)}`);
    await isWhole([...voters.filter(name => name !== host), spare]);
  });

  test('a worker that runs is replaced, and keeps no files', async () => {
    const {tookMs} = await succeed(['replace', 'w1', 'w2', '--address', `${NETWORK}.22`, '--yes', '-c', file]);
    console.log(`${topology}: w1 by w2 after ${seconds(tookMs)}`);
    await isWhole([...voters.filter(name => name !== host), spare], 'w2');
    expect(await cluster.on('w1', 'sh', '-c', 'ls -d /etc/kubernetes /opt/quorate 2>/dev/null || :')).toBe('');
  });

  test('killed at five points, the same command completes', async () => {
    await lab('replace', host);
    await lab('start', host).catch(() => {});
    await writeFile(file, (await readFile(file, 'utf8')).replace(/\n+$/, '\n'));
    const kills = await killedUntilDone(['replace', spare, host, '--address', address, '--yes', '-c', file], 5);
    console.log(`${topology}: ${kills} kills`);
    await isWhole(voters, 'w2');
  });
});
