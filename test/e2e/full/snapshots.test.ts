import {createHash} from 'node:crypto';
import {mkdtemp, open, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {quorate, succeed} from '../support/cli.js';
import {asLab, changedExample, eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {etcdctl, leaderOf} from '../support/etcd.js';
import {killedUntilDone} from '../support/killed.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, nothingToDo} from '../support/oracle.js';
import {refused} from '../support/refusal.js';
import {without} from '../support/variants.js';
import {lost, startWriter} from '../support/writer.js';

const NETWORK = '10.88.52';
const CASES = [
  {topology: 'stacked', etcd: ['cp1', 'cp2', 'cp3'], left: (text: string) => without('w2')(text)},
  {
    topology: 'external',
    etcd: ['etcd1', 'etcd2', 'etcd3'],
    left: (text: string) => without('w2')(without('cp2')(text)),
  },
] as const;
/** Of a client that writes every 100 ms: longer than this is an outage and not a slow disk. */
const NO_OUTAGE_MS = 3000;

interface Saved {
  readonly path: string;
  readonly from: string;
  readonly leader: boolean;
  readonly revision: string;
  readonly encryptionKeys: readonly string[];
  readonly trial: {readonly compared: boolean; readonly keys: number};
}
interface Listed {
  readonly snapshots: readonly {
    readonly path: string;
    readonly host?: string;
    readonly state: string;
    readonly proven: boolean;
  }[];
}
interface Members {
  readonly quorate: boolean;
  readonly members: readonly {
    readonly host: string;
    readonly leader: boolean;
    readonly healthy: boolean;
    readonly status?: {readonly dbSizeBytes: number; readonly dbInUseBytes: number};
  }[];
}

describe.each(CASES)('$topology:', ({topology, etcd, left}) => {
  let cluster: LabCluster;
  let file: string;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quorate-snapshots-'));
    file = await changedExample(topology, text => left(asLab(`snapshots-${topology}`, NETWORK)(text)));
    cluster = await labCluster(file);
    await freshHosts(cluster);
    await succeed(['apply', '-c', file]);
  }, 3_600_000);

  afterAll(async () => {
    await rm(folder, {recursive: true, force: true});
    await cluster?.lab.down();
  });

  const json = async <T>(words: readonly string[]): Promise<T> =>
    JSON.parse((await succeed([...words, '-c', file, '--json'])).stdout) as T;
  const save = (...words: readonly string[]) => json<Saved>(['etcd', 'snapshot', 'save', ...words]);
  /** What a command leaves on the hosts besides the snapshots that are kept there. */
  const leftovers = async () =>
    (
      await Promise.all(
        etcd.map(host =>
          cluster.on(host, 'sh', '-c', 'ls -d /var/lib/quorate/snapshot.* 2>/dev/null; pgrep -af "[n]ame=trial" || :'),
        ),
      )
    ).join('');

  test('a snapshot is taken from a follower, proven, and listed, with a writer running', async () => {
    await cluster.kubectl(['create', 'secret', 'generic', 'drill', '--from-literal=key=value']);
    const writer = await startWriter(cluster, 'w1', 'during');
    await writer.acknowledges(20);
    const saved = await save();
    await writer.acknowledges(20);
    const {longestGapMs} = await writer.stop();
    expect(saved).toMatchObject({leader: false, encryptionKeys: ['key1'], trial: {compared: true}});
    expect(saved.trial.keys).toBeGreaterThan(100);
    expect(longestGapMs).toBeLessThan(NO_OUTAGE_MS);
    const {snapshots} = await json<Listed>(['etcd', 'snapshot', 'list']);
    expect(snapshots[0]).toMatchObject({path: saved.path, state: 'good', proven: true});
    expect(await leftovers()).toBe('');
  });

  test('from the leader, to a file, and encrypted', async () => {
    const leader = await leaderOf(cluster, etcd);
    const path = join(folder, 'mine.db');
    expect(await save(path, '--from', leader)).toMatchObject({from: leader, leader: true, path});
    expect((await refused(['etcd', 'snapshot', 'save', path, '-c', file])).code).toBe('usage/file-exists');
    const secret = join(folder, 'passphrase');
    const handle = await open(secret, 'wx', 0o600);
    await handle.writeFile('correct horse battery staple\n');
    await handle.close();
    await save(join(folder, 'secret.db.age'), '--passphrase-file', secret);
    expect((await readdir(folder)).toSorted()).toEqual([
      'mine.db',
      'mine.db.json',
      'passphrase',
      'secret.db.age',
      'secret.db.age.json',
    ]);
  });

  test('kept on the hosts, and a damaged one is listed as such', async () => {
    await save('--keep-on-hosts');
    const kept = async () =>
      (await json<Listed>(['etcd', 'snapshot', 'list'])).snapshots.filter(({host}) => host !== undefined);
    expect((await kept()).map(({host, state}) => [host, state]).toSorted()).toEqual(etcd.map(host => [host, 'good']));
    const {path, host = ''} = (await kept())[0]!;
    await cluster.on(host, 'sh', '-c', `printf damaged | dd of=${path} bs=1 seek=8192 conv=notrunc`);
    expect((await kept()).filter(({state}) => state === 'damaged')).toEqual([expect.objectContaining({path, host})]);
    expect(await leftovers()).toBe('');
  });

  test('a defragmentation reclaims space, member by member, with a writer running', async () => {
    for (let number = 0; number < 30; number += 1)
      await cluster.onWith(
        'x'.repeat(1_000_000),
        etcd[0]!,
        'sh',
        '-c',
        '. /etc/etcd/etcdctl.env; etcdctl put /drill/large >/dev/null',
      );
    await etcdctl(cluster, etcd[0]!, 'del', '/drill/large');
    const status = await etcdctl(cluster, etcd[0]!, 'endpoint', 'status', '-w', 'json');
    const revision = /"revision":(\d+)/.exec(status)![1]!;
    await etcdctl(cluster, etcd[0]!, 'compaction', '--physical', revision);
    const before = await json<Members>(['etcd', 'members']);
    const writer = await startWriter(cluster, 'w1', 'defrag');
    await writer.acknowledges(20);
    const {members} = await json<{
      readonly members: readonly {host: string; result: string; bytesBefore: number; bytesAfter: number}[];
    }>(['etcd', 'defrag']);
    await writer.acknowledges(20);
    const asked = await writer.stop();
    expect(members.map(({result}) => result)).toEqual(['defragmented', 'defragmented', 'defragmented']);
    for (const {bytesBefore, bytesAfter} of members) expect(bytesAfter).toBeLessThan(bytesBefore / 2);
    expect(members.at(-1)!.host).toBe(before.members.find(({leader}) => leader)!.host);
    expect(asked.longestGapMs).toBeLessThan(NO_OUTAGE_MS);
    expect(await lost(cluster, asked)).toEqual([]);
    console.info(`${topology}: longest gap of a writer during defrag: ${asked.longestGapMs} ms`);
  });

  test('a snapshot and a defragmentation that are killed five times are completed by the same command', async () => {
    const moments = ['1:after', '2:sent', '3:sent', '3:after', '4:sent'];
    const path = join(folder, 'killed.db');
    const save = ['etcd', 'snapshot', 'save', path, '-c', file];
    const saves = await killedUntilDone(save, 5, () => completeOrAbsent(path), moments);
    const {snapshots} = await json<Listed>(['etcd', 'snapshot', 'list']);
    expect(snapshots.every(({state}) => state === 'good' || state === 'damaged')).toBe(true);
    expect((await readdir(folder)).filter(name => name.startsWith('killed'))).toEqual(['killed.db', 'killed.db.json']);
    await eventually('trials that were killed end', async () => ((await leftovers()) === '' ? true : undefined));
    const defrags = await killedUntilDone(['etcd', 'defrag', '-c', file], 5, async () => {}, moments);
    console.info(`${topology}: ${saves} kills of a save, ${defrags} of a defragmentation`);
    expect(saves).toBeGreaterThan(0);
    const {members} = await json<Members>(['etcd', 'members']);
    expect(members.map(({healthy}) => healthy)).toEqual([true, true, true]);
  });

  test('a schedule takes one in each period, also after the lead has moved, keeps few, and is turned off', async () => {
    const scheduled = await changedExample(topology, text => {
      const lab = left(asLab(`snapshots-${topology}`, NETWORK)(text)).trimEnd();
      return /^ {2}etcd:/m.test(lab)
        ? lab.replace(/^ {2}etcd:.*$/m, '$&\n    snapshots: {every: 1m, keep: 2m}')
        : `${lab}\n  etcd: {snapshots: {every: 1m, keep: 2m}}\n`;
    });
    await succeed(['apply', '-c', scheduled]);
    expect(await nothingToDo(scheduled)).toBe(true);
    const kept = async () =>
      (JSON.parse((await succeed(['etcd', 'snapshot', 'list', '-c', scheduled, '--json'])).stdout) as Listed).snapshots
        .filter(({host, proven}) => host !== undefined && !proven)
        .map(each => ({...each, host: each.host!}));
    const first = await leaderOf(cluster, etcd);
    await eventually(
      'two periods have a snapshot',
      async () => ((await kept()).length >= 2 ? true : undefined),
      200_000,
    );
    expect(new Set((await kept()).map(({state}) => state))).toEqual(new Set(['good']));
    const next = etcd.find(host => host !== first)!;
    const id = /^"MemberID" : (\d+)$/m.exec(await etcdctl(cluster, next, 'endpoint', 'status', '-w', 'fields'))![1]!;
    await etcdctl(cluster, first, 'move-leader', BigInt(id).toString(16));
    await eventually(
      'the new leader takes one',
      async () => ((await kept()).some(({host}) => host === next) ? true : undefined),
      200_000,
    );
    await eventually(
      'the old ones are gone but for the newest of each host',
      async () => ((await kept()).filter(({host}) => host === first).length <= 1 ? true : undefined),
      300_000,
    );
    await nothingFound(scheduled);
    const {stdout} = await succeed(['etcd', 'snapshot', 'schedule', '-c', scheduled]);
    expect(stdout).toContain('Every 1 min');
    await succeed(['apply', '-c', file]);
    for (const host of etcd) {
      const units = await cluster.on(host, 'sh', '-c', 'systemctl list-unit-files --no-legend "quorate-etcd-*" || :');
      expect(units.trim()).toBe('');
    }
    expect((await kept()).length).toBeGreaterThan(0);
    expect(await nothingToDo(file)).toBe(true);
  });

  test('without quorum the members are shown and a survivor gives a snapshot, with a warning; defrag is refused', async () => {
    const [one, two, survivor] = etcd;
    for (const host of [one, two]) await cluster.on(host, 'systemctl', 'stop', 'etcd.service');
    const {quorate: hasQuorum, members} = await json<Members>(['etcd', 'members']);
    expect([hasQuorum, members.find(({host}) => host === survivor)?.status === undefined]).toEqual([false, false]);
    const {stderr} = await succeed(['etcd', 'snapshot', 'save', join(folder, 'survivor.db'), '-c', file]);
    expect(stderr).toContain('etcd/snapshot-may-lack-writes');
    expect((await refused(['etcd', 'defrag', '-c', file])).code).toBe('etcd/maintenance-refused');
    for (const host of [one, two]) await cluster.on(host, 'systemctl', 'start', 'etcd.service');
    await eventually('etcd has quorum', async () =>
      (await json<Members>(['etcd', 'members'])).members.every(({healthy}) => healthy) ? true : undefined,
    );
  });

  test('afterwards nothing is found, and nothing is to be done', async () => {
    await nothingFound(file);
    expect(await nothingToDo(file)).toBe(true);
    expect((await quorate(['etcd', 'alarm', 'list', '-c', file])).stdout).toContain('no alarm');
  });
});

/** A file gets its name when it is complete; a run does not overwrite it. Deletes it for the next run. */
async function completeOrAbsent(path: string): Promise<void> {
  const content = await readFile(path).catch(() => undefined);
  if (content === undefined) return;
  const manifest = JSON.parse(await readFile(`${path}.json`, 'utf8')) as {readonly sha256: string};
  expect(createHash('sha256').update(content).digest('hex')).toBe(manifest.sha256);
  await Promise.all([rm(path), rm(`${path}.json`)]);
}
