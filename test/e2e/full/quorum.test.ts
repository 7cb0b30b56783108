import {afterAll, beforeAll, expect, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {etcdctl, members} from '../support/etcd.js';
import {during} from '../support/faults.js';
import {freshHosts} from '../support/labs.js';
import {nothingToDo} from '../support/oracle.js';
import {
  clusterId,
  cutBefore,
  etcdCannotStart,
  etcdHangs,
  etcdNamed,
  guardSaid,
  invocations,
  threeControlPlanes,
  wipeMember,
  write,
} from '../support/quorum.js';
import {refused} from '../support/refusal.js';
import {lost, startWriter} from '../support/writer.js';

const ALL = ['cp1', 'cp2', 'cp3'];
let file: string;
let cluster: LabCluster;

beforeAll(async () => {
  file = await threeControlPlanes();
  cluster = await labCluster(file);
  await freshHosts(cluster);
  await succeed(['init', '-c', file]);
}, 3_600_000);

afterAll(async () => {
  await succeed(['lab', 'down', '-c', file]);
});

const voter = (name: string) => ({name, started: true, learner: false});

test('the only member of etcd is restarted only with --accept-downtime', async () => {
  const init = ['init', '-c', await threeControlPlanes('snapshot-count=9000')];
  const before = await invocations(cluster, ['cp1']);
  expect(await refused(init)).toMatchObject({
    exit: 5,
    code: 'quorum/at-risk',
    message: expect.stringContaining('writes stop until cp1 is back'),
    suggestions: [expect.stringContaining('--accept-downtime')],
  });
  expect(await invocations(cluster, ['cp1'])).toEqual(before);
  await write(cluster, 'cp1', 'refused');

  expect((await succeed([...init, '--accept-downtime'])).stderr).toContain('accepts no writes until it is back');
  expect(await invocations(cluster, ['cp1'])).not.toEqual(before);
  expect(await runningFlags('cp1')).toContain('--snapshot-count=9000');
  await succeed(['init', '-c', file, '--accept-downtime']);
});

test('a second member that cannot start is rolled back without a lost write, and joins once it is repaired', async () => {
  const join = ['join', 'cp2', '-c', file];
  await during(cluster, 'cp2', [etcdCannotStart], async () => {
    expect(await refused(join)).toMatchObject({
      exit: 7,
      message: expect.stringContaining('cp2: does not answer'),
      suggestions: [expect.stringContaining('journalctl'), expect.anything()],
    });
    // A run rolls back what it started and cannot finish: a leftover learner would block every other one.
    expect(await members(cluster, 'cp1')).toEqual([voter('cp1')]);
    await write(cluster, 'cp1', 'after-a-learner-that-did-not-start');
  });
  await succeed(join);
  expect(await members(cluster, 'cp1')).toEqual([voter('cp1'), voter('cp2')]);
});

test('with an unexpected learner in the member list no second one is added, and etcd would refuse it too', async () => {
  const stranger = 'https://10.88.10.99:2380';
  await etcdctl(cluster, 'cp1', 'member', 'add', 'stranger', '--learner', `--peer-urls=${stranger}`);
  const refusal = await refused(['join', 'cp3', '-c', file]);
  expect(refusal).toMatchObject({exit: 5, code: 'quorum/at-risk'});
  expect(refusal.message).toContain('is still a learner');
  expect(await urls()).toEqual([peerUrl(1), peerUrl(2), stranger]);
  await expect(
    etcdctl(cluster, 'cp1', 'member', 'add', 'cp3', '--learner', `--peer-urls=${peerUrl(3)}`),
  ).rejects.toThrow('too many learner members');
  await etcdctl(cluster, 'cp1', 'member', 'remove', (await idOf(stranger))!);
});

test('a member that was added manually is not added a second time', async () => {
  await etcdctl(cluster, 'cp1', 'member', 'add', 'by-hand', '--learner', `--peer-urls=${peerUrl(3)}`);
  const id = await idOf(peerUrl(3));
  await cutBefore(/^promote /, ['join', 'cp3', '-c', file]);
  expect(await idOf(peerUrl(3))).toBe(id);
  expect(await urls()).toEqual([1, 2, 3].map(peerUrl));
});

test('a learner that fails right before its promotion is rolled back, and joins once it is repaired', async () => {
  const join = ['join', 'cp3', '-c', file];
  const grown = [voter('cp1'), voter('cp2'), {...voter('cp3'), learner: true}];
  expect(await members(cluster, 'cp1')).toEqual(grown);
  await during(cluster, 'cp3', [etcdCannotStart], async () => {
    expect(await refused(join)).toMatchObject({exit: 7, message: expect.stringContaining('cp3: does not answer')});
    expect(await members(cluster, 'cp1')).toEqual([voter('cp1'), voter('cp2')]);
    await write(cluster, 'cp1', 'after-a-dead-learner');
  });
  await succeed(join);
  expect(await members(cluster, 'cp1')).toEqual(ALL.map(voter));
  await nothingToDo(file);
});

test('two members with one name are distinguished by their peer URLs', async () => {
  await during(cluster, 'cp3', [etcdNamed('cp2')], async () => {
    await eventually('two members are named cp2', async () => {
      const names = (await members(cluster, 'cp1')).map(({name}) => name);
      return names.join(' ') === 'cp1 cp2 cp2' || undefined;
    });
    await write(cluster, 'cp3', 'under-the-name-of-another');
    // The API server on the same host serves a moment after its etcd.
    await eventually('nothing is to be done', () => nothingToDo(file));
  });
  await eventually('each has its own name again', async () => {
    const names = (await members(cluster, 'cp1')).map(({name}) => name);
    return names.join(' ') === 'cp1 cp2 cp3' || undefined;
  });
});

test('with one member down no other is restarted, and the refusal shows the arithmetic', async () => {
  await during(cluster, 'cp3', [etcdHangs], async () => {
    // The unit file is written again with the same content, so that the unit needs a restart.
    await cluster.on('cp1', 'touch', '/etc/systemd/system/etcd.service');
    const before = await invocations(cluster, ['cp1', 'cp2']);
    const refusal = await refused(['apply', '-c', file]);
    expect(refusal).toMatchObject({exit: 5, code: 'quorum/at-risk'});
    expect(refusal.message).toContain('cp1 is needed for quorum while cp3 is down; 2 of 3 voters healthy, quorum 2');
    expect(refusal.message).toContain('while it restarts, at worst 1 of 3 voters up');
    expect(refusal.suggestions).toEqual([expect.stringContaining('on cp3: ')]);
    expect(await invocations(cluster, ['cp1', 'cp2'])).toEqual(before);
    await write(cluster, 'cp2', 'with-one-dead');
  });
});

test('once a host is up again after a power loss, members are restarted one at a time without a lost write', async () => {
  const apply = ['apply', '-c', await threeControlPlanes('snapshot-count=9500')];
  const before = await invocations(cluster, ['cp1', 'cp2']);
  await succeed(['lab', 'poweroff', 'cp3', '-c', file]);
  expect(await refused(apply)).toMatchObject({exit: 6, message: expect.stringContaining('cp3')});
  expect(await invocations(cluster, ['cp1', 'cp2'])).toEqual(before);
  await write(cluster, 'cp2', 'with-one-off');

  await succeed(['lab', 'start', 'cp3', '-c', file]);
  await eventually('cp3 serves again', async () => (await write(cluster, 'cp3', 'after-boot')) || undefined);
  const writer = await startWriter(cluster, 'cp1', 'rolling');
  await succeed(apply);
  await writer.acknowledges(10);
  const written = await writer.stop();
  console.log(`restarting three members: longest gap ${written.longestGapMs} ms`);
  expect(await lost(cluster, written)).toEqual([]);
  for (const host of ALL) expect(await runningFlags(host)).toContain('--snapshot-count=9500');
});

test('a wiped member does not start and logs one clear line, and the other two continue', async () => {
  await wipeMember(cluster, 'cp3');
  await eventually('cp3 refuses', async () => (await guardSaid(cluster, 'cp3')).length > 0 || undefined);
  expect(await guardSaid(cluster, 'cp3')).toEqual([
    expect.stringMatching(/says this host is a member, but .* holds no member: its data was lost/),
  ]);
  await write(cluster, 'cp1', 'with-one-wiped');
});

test('two wiped members of three do not bootstrap a second cluster', async () => {
  const id = await clusterId(cluster, 'cp1');
  await wipeMember(cluster, 'cp2');
  for (const host of ['cp2', 'cp3']) {
    await eventually(`${host} refuses`, async () => (await guardSaid(cluster, host)).length > 0 || undefined);
    expect(await cluster.on(host, 'ls', '/var/lib/etcd')).toBe('');
  }
  await expect(write(cluster, 'cp1', 'without-quorum')).rejects.toThrow();
  const refusal = await refused(['apply', '-c', file]);
  expect(refusal.message).toContain('no member serves linearizable reads');
  for (const host of ['cp2', 'cp3']) expect(await cluster.on(host, 'ls', '/var/lib/etcd')).toBe('');
  expect(await clusterId(cluster, 'cp1')).toBe(id);
  expect(id).toMatch(/^\d+$/);
});

const runningFlags = (host: string) =>
  cluster.on(host, 'sh', '-c', `tr '\\0' ' ' </proc/$(systemctl show -P MainPID etcd.service)/cmdline`);

const peerUrl = (number: number): string => `https://10.88.10.1${number}:2380`;

interface Listed {
  readonly id: string;
  readonly url: string;
}

async function listed(): Promise<readonly Listed[]> {
  const lines = (await etcdctl(cluster, 'cp1', 'member', 'list')).trim().split('\n');
  return lines.map(line => line.split(', ')).map(([id, , , url]) => ({id: id!, url: url!}));
}

const urls = async (): Promise<readonly string[]> => (await listed()).map(({url}) => url).sort();

const idOf = async (wanted: string): Promise<string | undefined> =>
  (await listed()).find(({url}) => url === wanted)?.id;
