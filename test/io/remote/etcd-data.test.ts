import {execFileSync, spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import type {RestoreRecord} from '../../../src/core/model/etcd-data.js';
import {digestOf} from '../../../src/core/model/names.js';
import {etcdMarkerText} from '../../../src/core/render/etcd/marker.js';
import {recordOf} from '../../../src/core/restore/record.js';
import {termsText} from '../../../src/core/restore/terms.js';
import {etcdPrograms, type RealMember, startMember} from '../../support/real-etcd.js';
import {identities, saying} from './identities.js';
import {TestHost} from './test-host.js';

const programs = etcdPrograms();
const {cp1, elsewhere} = identities;
const DATA = '/var/lib/etcd';
const MARKERS = ['/var/lib/quorate/etcd-member', '/etc/etcd/member'];

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
  host.write('/etc/quorate/identity', saying(cp1));
  host.write('/etc/systemd/system/etcd.service', '[Unit]');
  host.command('systemctl', 'case $1 in show) cat "$ROOT/active" ;; stop) echo inactive >"$ROOT/active" ;; esac');
  host.write('/active', 'inactive\n');
  mkdirSync(host.at(DATA), {recursive: true});
});
afterEach(() => host.remove());

const sourceOf = (content: Buffer) => ({
  sha256: digestOf(createHash('sha256').update(content).digest('hex')),
  bytes: content.byteLength,
  read: async function* () {
    for (let at = 0; at < content.byteLength; at += 1000) yield content.subarray(at, at + 1000);
  },
});
const send = (content: Buffer) => host.port.etcdData.send(sourceOf(content), () => {});
const mark = (state: 'restoring' | 'removed' | 'member', record?: RestoreRecord) => {
  const restore = record === undefined ? {} : {restore: termsText(record)};
  for (const path of MARKERS) host.write(path, etcdMarkerText({state, ...restore}));
};

describe('a snapshot that is sent', () => {
  const content = Buffer.alloc(2 ** 20, 'x');

  test('has its digest as its name, and replaces those of earlier restores', async () => {
    await send(Buffer.from('earlier'));
    await send(content);
    const {sha256} = sourceOf(content);
    expect(readdirSync(host.at(`${DATA}/quorate-restore`))).toEqual([`${sha256}.db`]);
    expect(readFileSync(host.at(`${DATA}/quorate-restore/${sha256}.db`)).equals(content)).toBe(true);
    expect((await host.port.etcdData.look()).sent).toEqual([sha256]);
  });

  test('has no name while it is not complete', async () => {
    host.trouble = {arriving: 1000};
    await expect(send(content)).rejects.toMatchObject({code: 'hosts/garbled-upload'});
    expect((await host.port.etcdData.look()).sent).toEqual([]);
    expect(readdirSync(host.at(`${DATA}/quorate-restore`))).toEqual([]);
  });

  test('is refused when it was damaged on its way', async () => {
    const {sha256} = sourceOf(Buffer.from('another'));
    await expect(host.port.etcdData.send({...sourceOf(content), sha256}, () => {})).rejects.toMatchObject({
      code: 'hosts/garbled-upload',
    });
  });

  test('does not fit on a full disk', async () => {
    host.fillUp(`${DATA}/quorate-restore`);
    host.command('dd', 'exit 1');
    await expect(send(content)).rejects.toMatchObject({code: 'hosts/disk-full'});
  });
});

test('an empty directory, and a host without one, are looked at', async () => {
  const empty = {hasMember: false, isPrepared: false, sent: [], old: [], active: 'inactive'};
  expect(await host.port.etcdData.look()).toMatchObject(empty);
  rmSync(host.at(DATA), {recursive: true});
  expect(await host.port.etcdData.look()).toMatchObject({...empty, freeBytes: 0});
});

test('an incomplete answer is not taken for an empty directory', async () => {
  host.trouble = {answer: stdout => stdout.replace(/end\t\n$/, '')};
  await expect(host.port.etcdData.look()).rejects.toMatchObject({code: 'hosts/garbled-facts'});
});

const skip = 'why' in programs ? programs.why : undefined;

describe.skipIf(skip !== undefined)(`with the real etcdutl${skip === undefined ? '' : ` (skipped: ${skip})`}`, () => {
  const folder = 'folder' in programs ? programs.folder : '';
  let live: RealMember;
  let snapshot: Buffer;
  beforeAll(async () => {
    live = await startMember(folder);
    for (const key of ['a', 'b', 'c']) live.etcdctl('put', `/registry/${key}`, key);
    live.etcdctl('snapshot', 'save', `${live.root}/snapshot.db`);
    snapshot = readFileSync(`${live.root}/snapshot.db`);
  }, 120_000);
  afterAll(() => live?.stop());

  const members = [1, 2, 3].map(each => ({host: `cp-${each}`, peerUrl: `https://10.0.0.1${each}:2380`}));
  let record: RestoreRecord;
  beforeEach(() => {
    for (const name of ['etcdctl', 'etcdutl']) host.link(`/opt/quorate/bin/${name}`, `${folder}/${name}`);
    const terms = {snapshot: sourceOf(snapshot).sha256, bump: '1000000000', token: 'quorate-demo-restore-1'};
    record = recordOf(terms, members, members[0]!);
  });
  const prepare = (
    changes: {readonly identity?: typeof cp1; readonly above?: string; readonly record?: RestoreRecord} = {},
  ) => host.port.etcdData.prepare({identity: cp1, peerUrl: members[0]!.peerUrl, record, above: '4', ...changes});
  const swap = (old = 'a1-b2') => host.port.etcdData.swap({identity: cp1, terms: record, old});
  const member = (text: string) => host.write(`${DATA}/member/wal/0.wal`, text);
  const look = () => host.port.etcdData.look();

  test('a snapshot is restored beside the member, with the computed ids and a raised revision', async () => {
    member('old');
    await send(snapshot);
    await prepare();
    expect(await look()).toMatchObject({record, isPrepared: true, hasMember: true, tool: '3.6.16'});
    expect(host.text(`${DATA}/member/wal/0.wal`)).toBe('old');
    const db = host.at(`${DATA}/quorate-restore/data/member/snap/db`);
    const status = execFileSync(`${folder}/etcdutl`, ['snapshot', 'status', db, '-w', 'json'], {encoding: 'utf8'});
    expect(BigInt(/"revision":(\d+)/.exec(status)![1]!)).toBeGreaterThan(1_000_000_000n);
    expect(statSync(host.at(`${DATA}/quorate-restore/${record.snapshot}.db`)).size).toBe(snapshot.byteLength);
  });

  test('a restore that was interrupted is made anew', async () => {
    await send(snapshot);
    host.write(`${DATA}/quorate-restore/data/member/snap/half`, 'x');
    expect(await look()).toMatchObject({isPrepared: true});
    expect((await look()).record).toBeUndefined();
    await prepare();
    expect(host.exists(`${DATA}/quorate-restore/data/member/snap/half`)).toBe(false);
    expect(await look()).toMatchObject({record});
  });

  test.each<[string, () => Promise<void>, RegExp]>([
    ['that clients have seen already', () => prepare({above: '2000000000'}), /clients may have seen 2000000000/],
    [
      'with other ids than computed',
      () => prepare({record: {...record, clusterId: 'abc' as never}}),
      /another cluster than abc/,
    ],
    [
      'for a member that is not in its list',
      () => prepare({record: {...record, cluster: 'x=https://10.0.0.9:2380'}}),
      /etcdutl snapshot restore/,
    ],
    ['on another host', () => prepare({identity: elsewhere}), /has the identity of/],
  ])('a restore %s leaves no record', async (_, act, message) => {
    await send(snapshot);
    await expect(act()).rejects.toMatchObject({message: expect.stringMatching(message)});
    expect((await look()).record).toBeUndefined();
  });

  test('the restored data is put in place of the old, which is kept', async () => {
    member('old');
    await send(snapshot);
    await prepare();
    mark('restoring', record);
    await swap();
    expect(await look()).toMatchObject({hasMember: true, isPrepared: false, old: ['a1-b2'], sent: [], record});
    expect(host.text(`${DATA}/quorate-old/a1-b2/member/wal/0.wal`)).toBe('old');
    const {ino} = statSync(host.at(`${DATA}/member`));
    await swap();
    expect(statSync(host.at(`${DATA}/member`)).ino).toBe(ino);
  });

  test.each(['before', 'between the renames'])('a swap that was interrupted %s is completed', async when => {
    member('old');
    await send(snapshot);
    await prepare();
    mark('restoring', record);
    if (when !== 'before') {
      mkdirSync(host.at(`${DATA}/quorate-old/a1-b2`), {recursive: true});
      execFileSync('mv', [host.at(`${DATA}/member`), host.at(`${DATA}/quorate-old/a1-b2/member`)]);
    }
    await swap();
    expect(await look()).toMatchObject({hasMember: true, isPrepared: false, old: ['a1-b2']});
    expect(existsSync(host.at(`${DATA}/member/snap/db`))).toBe(true);
  });

  test('old data of the same name is not overwritten', async () => {
    host.write(`${DATA}/quorate-old/a1-b2/member/wal/0.wal`, 'older');
    member('old');
    await send(snapshot);
    await prepare();
    mark('restoring', record);
    await swap();
    expect((await look()).old.toSorted()).toEqual(['a1-b2', 'a1-b2.2']);
    expect(host.text(`${DATA}/quorate-old/a1-b2/member/wal/0.wal`)).toBe('older');
  });

  test.each<[string, () => void]>([
    ['the markers do not say that it is under way', () => mark('member')],
    ['one marker is missing', () => rmSync(host.at(MARKERS[1]!))],
    ['the markers are of another restore', () => mark('restoring', {...record, token: 'another'})],
    ['etcd runs', () => host.command('systemctl', 'case $1 in show) echo active ;; esac')],
  ])('nothing is swapped while %s', async (_, spoil) => {
    member('old');
    await send(snapshot);
    await prepare();
    mark('restoring', record);
    spoil();
    await expect(swap()).rejects.toMatchObject({code: 'hosts/command-failed'});
    expect(host.text(`${DATA}/member/wal/0.wal`)).toBe('old');
  });

  test('data of a removed member is set aside, and of another never', async () => {
    member('old');
    mark('member');
    await expect(host.port.etcdData.setAside({identity: cp1, old: 'a1-b2'})).rejects.toMatchObject({
      code: 'hosts/command-failed',
    });
    mark('removed');
    for (let time = 0; time < 2; time++) await host.port.etcdData.setAside({identity: cp1, old: 'a1-b2'});
    expect(await look()).toMatchObject({hasMember: false, old: ['a1-b2']});
  });

  test('old data is deleted on request, and not while a restore is under way', async () => {
    host.write(`${DATA}/quorate-old/a1-b2/member/wal/0.wal`, 'old');
    member('new');
    mark('restoring', record);
    await expect(host.port.etcdData.discardOld(cp1)).rejects.toMatchObject({code: 'hosts/command-failed'});
    mark('member');
    await expect(host.port.etcdData.discardOld(elsewhere)).rejects.toMatchObject({code: 'identity/other'});
    expect(await host.port.etcdData.discardOld(cp1)).toEqual([`${DATA}/quorate-old/a1-b2`]);
    expect(host.exists(`${DATA}/quorate-old`)).toBe(false);
    expect(host.exists(`${DATA}/member/wal/0.wal`)).toBe(true);
  });

  test('a member that runs says what it has, and a stopped one the revision of its database', async () => {
    const given = `--endpoints=${live.url} --cacert=${live.pki}/ca.crt --cert=${live.pki}/healthcheck-client.crt --key=${live.pki}/healthcheck-client.key`;
    rmSync(host.at('/opt/quorate/bin/etcdctl'));
    host.write(
      '/opt/quorate/bin/etcdctl',
      `#!/bin/sh\nfor each; do shift; case $each in --endpoints=* | --c*rt=* | --key=*) ;; *) set -- "$@" "$each" ;; esac; done\nexec ${folder}/etcdctl ${given} "$@"\n`,
      0o755,
    );
    host.write('/active', 'active\n');
    const {running} = await look();
    expect(running).toMatchObject({
      revision: expect.stringMatching(/^\d+$/),
      learner: false,
      voters: 1,
      version: '3.6.16',
    });
    expect(running!.leader).toBe(running!.memberId);
    expect(running!.hash).toMatch(/^\d+$/);
    expect(Number(running!.index)).toBeGreaterThan(4);
    host.write('/active', 'activating\n');
    host.write(`${DATA}/member/snap/db`, snapshot.subarray(0, -32));
    expect(await look()).toMatchObject({storedRevision: running!.revision});
  });

  test('three members that were restored apart form the computed cluster, at a revision above the old', async () => {
    const hosts = members.map((each, index) => ({
      ...each,
      client: `http://127.0.0.1:${24_001 + index}`,
      peerUrl: `http://127.0.0.1:${24_011 + index}`,
    }));
    const started = [];
    try {
      for (const own of hosts) {
        const other = recordOf(record, hosts, own);
        const at = new TestHost();
        for (const name of ['etcdctl', 'etcdutl']) at.link(`/opt/quorate/bin/${name}`, `${folder}/${name}`);
        mkdirSync(at.at(DATA), {recursive: true});
        await at.port.etcdData.send(sourceOf(snapshot), () => {});
        // The name of a host is that of its member.
        execFileSync(
          `${folder}/etcdutl`,
          [
            'snapshot',
            'restore',
            at.at(`${DATA}/quorate-restore/${record.snapshot}.db`),
            '--data-dir',
            at.at(`${DATA}/started`),
            '--name',
            own.host,
            '--initial-cluster',
            other.cluster,
            '--initial-cluster-token',
            other.token,
            '--initial-advertise-peer-urls',
            own.peerUrl,
            '--bump-revision',
            other.bump,
            '--mark-compacted',
          ],
          {stdio: 'ignore'},
        );
        const child = spawn(
          `${folder}/etcd`,
          [
            '--name',
            own.host,
            '--data-dir',
            at.at(`${DATA}/started`),
            '--listen-client-urls',
            own.client,
            '--advertise-client-urls',
            own.client,
            '--listen-peer-urls',
            own.peerUrl,
          ],
          {stdio: 'ignore'},
        );
        started.push({child, at, own, record: other});
      }
      const status = () =>
        JSON.parse(
          execFileSync(`${folder}/etcdctl`, ['--endpoints', hosts[0]!.client, 'endpoint', 'status', '-w', 'json'], {
            encoding: 'utf8',
            stdio: ['ignore', 'pipe', 'ignore'],
          }).replaceAll(/:(\d{15,})/g, ':"$1"'),
        )[0].Status;
      await expect
        .poll(() => {
          try {
            return status().leader;
          } catch {
            return undefined;
          }
        })
        .toMatch(/^[1-9]/);
      const {header} = status();
      const hex = (id: string) => BigInt(id).toString(16);
      expect([hex(header.cluster_id), hex(header.member_id)]).toEqual([
        started[0]!.record.clusterId,
        started[0]!.record.memberId,
      ]);
    } finally {
      for (const {child, at} of started) {
        child.kill('SIGKILL');
        at.remove();
      }
    }
  }, 120_000);
});
