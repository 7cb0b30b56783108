import {createHash} from 'node:crypto';
import {readdirSync, statSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {Failure} from '../../../src/core/failure.js';
import {type Fact, known, unknown} from '../../../src/core/model/fact.js';
import {etcdId, hostName} from '../../../src/core/model/names.js';
import type {EtcdState} from '../../../src/core/model/observed.js';
import type {SnapshotManifest} from '../../../src/core/model/snapshot-manifest.js';
import {snapshots} from '../../../src/io/etcd/snapshot.js';
import {unmanagedEtcdClient} from '../../../src/io/etcd/unmanaged/etcd-client.js';
import type {SnapshotFolder} from '../../../src/io/local/snapshots.js';
import {loadTemplates} from '../../../src/io/local/templates.js';
import type {Command} from '../../../src/io/transport/transport.js';
import {answeringWith} from '../../support/answers.js';
import {clusterConfig} from '../../support/builders/config.js';
import {TestHost} from '../remote/test-host.js';

const desired = desire(clusterConfig()).etcd;

const led = (by: string | undefined): Fact<EtcdState> =>
  known({
    is: 'formed',
    clusterId: etcdId('c1'),
    members: desired.map(({host, peerUrl}, index) => ({
      id: etcdId(`${index + 1}`),
      name: host,
      peerUrl,
      learner: false,
      healthy: true,
      leader: host === by,
      version: '3.6.16',
    })),
  });

const STATUS = '{"hash":324952591,"revision":9007199254740993,"totalKey":7,"totalSize":20480,"version":"3.6.0"}';
const MIB = 2 ** 20;
const CLUSTER = '0123456789abcdef0123456789abcdef';
const FACTS = `read\t{"header":{"revision":9007199254740992}}\nkey\tkey2\nkey\tkey1\nidentity\t${CLUSTER}\n`;
const ORIGIN = {clusterName: 'prod', kubernetes: async () => '1.36.3', now: () => new Date('2026-11-26T07:08:09.500Z')};

interface Setting {
  readonly status?: string;
  readonly bytes?: number;
  /** The lines before the last one. */
  readonly facts?: string;
  readonly state?: Fact<EtcdState>;
  /** Of a verb of the script, what it ends with. */
  readonly ends?: Readonly<Record<string, string>>;
  readonly keep?: SnapshotFolder['keep'];
}

/** Takes a snapshot on hosts that answer like this. */
function taking({status = STATUS, bytes = 20 * MIB, facts = FACTS, state = led('cp2'), ends = {}, keep}: Setting = {}) {
  const asked: string[] = [];
  const commands: Command[] = [];
  const kept: {manifest: SnapshotManifest; arrived: number}[] = [];
  const digest = 'a'.repeat(64);
  const reach = (host: string) =>
    answeringWith(command => {
      const words = command.argv.slice(4);
      asked.push([host, ...words].join(' '));
      commands.push(command);
      const [verb = '', , offset, count] = words;
      if (ends[verb] !== undefined) return {code: 1, stderr: ends[verb]};
      if (verb === 'take') return {stdout: `${facts}snapshot.a1B2c3\t${bytes}\t${digest}\t${status}\n`};
      return verb === 'piece' ? {stdout: 'x'.repeat(Math.min(Number(count), bytes - Number(offset)))} : {};
    });
  const folder: SnapshotFolder = {
    keep:
      keep ??
      (async ({pieces, manifest}) => {
        let arrived = 0;
        for await (const piece of pieces) arrived += piece.byteLength;
        kept.push({manifest, arrived});
        return {path: '/kept', takenAt: new Date(0), bytes: manifest.bytes, revision: manifest.revision};
      }),
    newest: async id => ({path: `/${id}`, takenAt: new Date(0), bytes: 1, revision: '1'}),
  };
  return {port: snapshots(desired, reach, 'the script', async () => state, folder, ORIGIN), asked, commands, kept};
}

test('a snapshot is taken on the host of the leader, downloaded in pieces, and removed there', async () => {
  const {port, asked, kept} = taking();
  expect(await port.snapshot()).toMatchObject({path: '/kept', revision: '9007199254740993'});
  expect(asked).toEqual([
    'cp2 take read',
    `cp2 piece snapshot.a1B2c3 0 ${8 * MIB}`,
    `cp2 piece snapshot.a1B2c3 ${8 * MIB} ${8 * MIB}`,
    `cp2 piece snapshot.a1B2c3 ${16 * MIB} ${8 * MIB}`,
    'cp2 remove snapshot.a1B2c3',
  ]);
  expect(kept).toEqual([
    {
      arrived: 20 * MIB,
      manifest: {
        format: 1,
        takenAt: '2026-11-26T07:08:09.000Z',
        host: 'cp2',
        sha256: 'a'.repeat(64),
        bytes: 20 * MIB,
        revision: '9007199254740993',
        etcdClusterId: 'c1',
        cluster: {name: 'prod', id: CLUSTER},
        versions: {etcd: '3.6.16', kubernetes: '1.36.3'},
        encryptionKeys: ['key1', 'key2'],
      },
    },
  ]);
});

test('the leader is asked on the host that has it', async () => {
  const state = led('cp2');
  if (!state.known || state.value.is !== 'formed') throw new Error('it is formed');
  const members = state.value.members.map(each => (each.leader ? {...each, host: hostName('w1')} : each));
  const {port, asked} = taking({bytes: 1, state: known({...state.value, members})});
  await port.snapshot();
  expect(asked[0]).toBe('w1 take read');
});

test('the data of a snapshot is not logged', async () => {
  const {port, commands} = taking({bytes: 1});
  await port.snapshot();
  expect(commands.map(({argv, secret, changes}) => [argv[4], secret, changes])).toEqual([
    ['take', false, true],
    ['piece', true, false],
    ['remove', false, true],
  ]);
});

test.each([
  ['is empty', {status: STATUS.replace('"totalKey":7', '"totalKey":0')}, 'empty or unreadable'],
  ['says nothing of a revision', {status: '{"hash":1,"totalKey":7}'}, 'empty or unreadable'],
  ['cannot be read by etcdutl', {ends: {take: 'log\nError: invalid database'}}, 'cp2: Error: invalid database'],
  ['is older than a read before it', {facts: 'read\t{"revision":9007199254740994}\n'}, '9007199254740994'],
  ['is refused without a leader', {state: led(undefined)}, 'no leader'],
  ['is of a cluster that cannot be read', {state: unknown('no member serves a read')}, 'no member serves a read'],
] as const)('a snapshot that %s is refused', async (_, setting, why) => {
  const {port, kept} = taking(setting);
  await expect(port.snapshot()).rejects.toMatchObject({
    code: 'etcd/snapshot-failed',
    message: expect.stringContaining(why),
  });
  expect(kept).toEqual([]);
});

test('a snapshot that cannot be stored is removed on its host, and the reason is reported', async () => {
  const full = new Failure('etcd/snapshot-failed', 'no space left');
  const keep = () => Promise.reject(full);
  const {port, asked} = taking({keep});
  await expect(port.snapshot()).rejects.toBe(full);
  expect(asked.at(-1)).toBe('cp2 remove snapshot.a1B2c3');
  await expect(taking({keep, ends: {remove: 'gone'}}).port.snapshot()).rejects.toBe(full);
});

test('the newest snapshot is found by the cluster ID, which must be known', async () => {
  expect(await taking().port.newestSnapshot()).toMatchObject({path: '/c1'});
  await expect(taking({state: unknown('no route')}).port.newestSnapshot()).rejects.toMatchObject({
    message: expect.stringContaining('no route'),
  });
});

test('no snapshot of an unmanaged etcd is taken', async () => {
  const none = () => Promise.reject(new Error('nothing was expected'));
  const unasked = () => answeringWith(() => ({code: 1}));
  const {etcd} = unmanagedEtcdClient({endpoints: []}, [hostName('cp1')], unasked, none);
  for (const asking of [etcd.snapshot(), etcd.newestSnapshot()])
    await expect(asking).rejects.toMatchObject({code: 'etcd/unmanaged', message: expect.any(String)});
});

describe('the script', () => {
  let host: TestHost;
  beforeEach(() => {
    host = new TestHost();
    host.write('/var/lib/quorate/owned', '/var/lib/etcd\n');
    host.command('etcdctl', 'for file; do :; done; printf "%s" "the data of etcd" >"$file"; echo saved');
    host.command('etcdutl', `[ -s "$3" ] && echo '${STATUS}'`);
  });
  afterEach(() => host.remove());

  const run = async (...words: readonly string[]) => {
    const script = (await loadTemplates())
      .get('host/etcd-snapshot.sh')!
      .replace('base=/var', `base=${host.at('/var')}`)
      .replace('bin=/opt/quorate/bin', `bin=${host.at('/commands')}`);
    const argv = ['sh', '-c', `set -- ${words.join(' ')}\n${script}`, 'etcd-snapshot'];
    const {code, stdout, stderr} = await host.transport.exec({argv, title: 'snapshot', changes: true});
    return {code, said: stdout.toString(), stderr};
  };
  const there = () => readdirSync(host.at('/var/lib/quorate')).filter(name => name.startsWith('snapshot.'));

  test('takes a snapshot that only root can read, describes it, prints it in pieces and removes it', async () => {
    const {code, said} = await run('take');
    const [name = ''] = there();
    const digest = createHash('sha256').update('the data of etcd').digest('hex');
    expect({code, said}).toEqual({code: 0, said: `read\t\nidentity\t\n${name}\t16\t${digest}\t${STATUS}\n`});
    expect(statSync(host.at(`/var/lib/quorate/${name}`)).mode & 0o777).toBe(0o700);
    expect((await run('piece', name, '0', '8')).said).toBe('the data');
    expect((await run('piece', name, '8', '100')).said).toBe(' of etcd');
    await run('remove', name);
    expect([there(), host.exists('/var/lib/quorate/owned')]).toEqual([[], true]);
  });

  test('leaves no files when a snapshot fails or etcdutl cannot read it', async () => {
    host.command('etcdctl', 'for file; do :; done; echo half >"$file"; echo "no space left on device" >&2; exit 1');
    expect(await run('take')).toMatchObject({code: 1, stderr: 'no space left on device\n'});
    host.command('etcdctl', 'for file; do :; done; echo half >"$file"');
    host.command('etcdutl', 'echo "Error: invalid database" >&2; exit 1');
    expect(await run('take')).toMatchObject({code: 1, stderr: 'Error: invalid database\n'});
    expect(there()).toEqual([]);
  });

  test('removes the snapshot of a killed run before it takes the next', async () => {
    host.write('/var/lib/quorate/snapshot.killed/db', 'old');
    await run('take');
    expect(there()).toHaveLength(1);
    expect(there()).not.toContain('snapshot.killed');
  });

  test.each(['../quorate', 'snapshot.x/../..', 'snapshot.', 'owned'])('does not touch other files: %s', async name => {
    expect((await run('remove', name)).code).toBe(64);
    expect(host.exists('/var/lib/quorate/owned')).toBe(true);
  });
});
