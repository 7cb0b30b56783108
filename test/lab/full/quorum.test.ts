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

test('the only member of etcd is restarted with consent to the outage, and not without', async () => {
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

  expect((await succeed([...init, '--accept-downtime'])).stderr).toContain('nothing can be written until it is back');
  expect(await invocations(cluster, ['cp1'])).not.toEqual(before);
  expect(await runningFlags('cp1')).toContain('--snapshot-count=9000');
  await succeed(['init', '-c', file, '--accept-downtime']);
});

test('a second member that cannot start costs no write, is taken back, and joins once it is mended', async () => {
  const join = ['join', 'cp2', '-c', file];
  await during(cluster, 'cp2', [etcdCannotStart], async () => {
    expect(await refused(join)).toMatchObject({
      exit: 7,
      message: expect.stringContaining('cp2: does not answer'),
      suggestions: [expect.stringContaining('journalctl'), expect.anything()],
    });
    // What a run has begun and cannot finish it takes back: a learner left behind would block every other one.
    expect(await members(cluster, 'cp1')).toEqual([voter('cp1')]);
    await write(cluster, 'cp1', 'after-a-learner-that-did-not-start');
  });
  await succeed(join);
  expect(await members(cluster, 'cp1')).toEqual([voter('cp1'), voter('cp2')]);
});

test('with a learner of somebody else in the list no second one is added, and etcd would not take it either', async () => {
  const stranger = 'https://10.88.10.99:2380';
  await etcdctl(cluster, 'cp1', 'member', 'add', 'stranger', '--learner', `--peer-urls=${stranger}`);
  const refusal = await refused(['join', 'cp3', '-c', file]);
  expect(refusal).toMatchObject({exit: 5, code: 'quorum/at-risk'});
  expect(refusal.message).toContain('is a learner still');
  expect(await urls()).toEqual([peerUrl(1), peerUrl(2), stranger]);
  await expect(
    etcdctl(cluster, 'cp1', 'member', 'add', 'cp3', '--learner', `--peer-urls=${peerUrl(3)}`),
  ).rejects.toThrow('too many learner members');
  await etcdctl(cluster, 'cp1', 'member', 'remove', (await idOf(stranger))!);
});

test('a peer URL that somebody has put into the list is not added a second time', async () => {
  await etcdctl(cluster, 'cp1', 'member', 'add', 'by-hand', '--learner', `--peer-urls=${peerUrl(3)}`);
  const id = await idOf(peerUrl(3));
  await cutBefore(/^promote /, ['join', 'cp3', '-c', file]);
  expect(await idOf(peerUrl(3))).toBe(id);
  expect(await urls()).toEqual([1, 2, 3].map(peerUrl));
});

test('a learner that dies right before its promotion is not promoted but taken back, and joins once it is mended', async () => {
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

test('two members of one name are told apart by their peer URLs', async () => {
  await during(cluster, 'cp3', [etcdNamed('cp2')], async () => {
    await eventually('two members are named cp2', async () => {
      const names = (await members(cluster, 'cp1')).map(({name}) => name);
      return names.join(' ') === 'cp1 cp2 cp2' || undefined;
    });
    await write(cluster, 'cp3', 'under-the-name-of-another');
    // The API server beside it serves again a moment after its etcd does.
    await eventually('nothing is to be done', () => nothingToDo(file));
  });
  await eventually('each has its own name again', async () => {
    const names = (await members(cluster, 'cp1')).map(({name}) => name);
    return names.join(' ') === 'cp1 cp2 cp3' || undefined;
  });
});

test('with the etcd of one member dead no other is restarted, and the refusal shows the arithmetic', async () => {
  await during(cluster, 'cp3', [etcdHangs], async () => {
    // Its unit is written anew, as it is: what it was started with is no longer what is there.
    await cluster.on('cp1', 'touch', '/etc/systemd/system/etcd.service');
    const before = await invocations(cluster, ['cp1', 'cp2']);
    const refusal = await refused(['apply', '-c', file]);
    expect(refusal).toMatchObject({exit: 5, code: 'quorum/at-risk'});
    expect(refusal.message).toContain('cp1 is needed for quorum while cp3 is down; 2 of 3 voters healthy, quorum 2');
    expect(refusal.message).toContain('while it restarts, at worst 1 of 3 voters up');
    expect(refusal.suggestions).toEqual([expect.stringContaining('bring cp3 back first')]);
    expect(await invocations(cluster, ['cp1', 'cp2'])).toEqual(before);
    await write(cluster, 'cp2', 'with-one-dead');
  });
});

test('after a power cut the members are restarted one at a time once it is back, and no write is lost', async () => {
  const apply = ['apply', '-c', await threeControlPlanes('snapshot-count=9500')];
  const before = await invocations(cluster, ['cp1', 'cp2']);
  await succeed(['lab', 'kill', 'cp3', '-c', file]);
  expect(await refused(apply)).toMatchObject({exit: 6, message: expect.stringContaining('cp3')});
  expect(await invocations(cluster, ['cp1', 'cp2'])).toEqual(before);
  await write(cluster, 'cp2', 'with-one-off');

  await succeed(['lab', 'boot', 'cp3', '-c', file]);
  await eventually('cp3 serves again', async () => (await write(cluster, 'cp3', 'after-boot')) || undefined);
  const writer = await startWriter(cluster, 'cp1', 'rolling');
  await succeed(apply);
  await writer.acknowledges(10);
  const written = await writer.stop();
  console.log(`restarting three members: longest gap ${written.longestGapMs} ms`);
  expect(await lost(cluster, written)).toEqual([]);
  for (const host of ALL) expect(await runningFlags(host)).toContain('--snapshot-count=9500');
});

test('a wiped member refuses to start with one clear line, and the other two go on', async () => {
  await wipeMember(cluster, 'cp3');
  await eventually('cp3 refuses', async () => (await guardSaid(cluster, 'cp3')).length > 0 || undefined);
  expect(await guardSaid(cluster, 'cp3')).toEqual([
    expect.stringMatching(/says this host is a member, but .* holds no member: its data was lost/),
  ]);
  await write(cluster, 'cp1', 'with-one-wiped');
});

test('two wiped members of three found no second cluster', async () => {
  const id = await clusterId(cluster, 'cp1');
  await wipeMember(cluster, 'cp2');
  for (const host of ['cp2', 'cp3']) {
    await eventually(`${host} refuses`, async () => (await guardSaid(cluster, host)).length > 0 || undefined);
    expect(await cluster.on(host, 'ls', '/var/lib/etcd')).toBe('');
  }
  await expect(write(cluster, 'cp1', 'without-quorum')).rejects.toThrow();
  const refusal = await refused(['apply', '-c', file]);
  expect(refusal.message).toContain('the cluster is formed, but no member serves a read');
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
