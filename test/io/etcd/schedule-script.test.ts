import {execFile, execFileSync} from 'node:child_process';
import {mkdirSync, readdirSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {listedSnapshot} from '../../../src/core/snapshots/listed.js';
import {parseManifest} from '../../../src/core/snapshots/manifest.js';
import {openSnapshot} from '../../../src/io/local/snapshot-file.js';
import {snapshotsIn} from '../../../src/io/local/snapshot-list.js';
import {loadTemplates} from '../../../src/io/local/templates.js';
import {etcdPrograms, type RealMember, startMember} from '../../support/real-etcd.js';

const programs = etcdPrograms();
const skipped = 'why' in programs;
const titled = (title: string) => (skipped ? `${title} (skipped: ${programs.why})` : title);
const ID = '0123456789abcdef0123456789abcdef';

let member: RealMember;
let base: string;
let script: string;
beforeAll(async () => {
  if ('why' in programs) return;
  member = await startMember(programs.folder);
  base = join(member.root, 'quorate');
  mkdirSync(base);
  writeFileSync(join(base, 'identity'), `cluster=${ID}\nhost=cp1\n`);
  script = (await loadTemplates())
    .get('etcd/snapshot.sh')!
    .replace('base=/var/lib/quorate', `base=${base}`)
    .replace('bin=/opt/quorate/bin', `bin=${programs.folder}`)
    .replace('pki=/etc/kubernetes/pki/etcd', `pki=${member.pki}`)
    .replace('https://127.0.0.1:2379', member.url);
}, 60_000);
afterAll(() => member?.stop());
beforeEach(() => {
  if (!skipped) execFileSync('rm', ['-rf', join(base, 'snapshots')]);
});

const kept = () => join(base, 'snapshots');
const names = () =>
  readdirSync(kept())
    .filter(name => name !== '.lock')
    .toSorted();
const run = (changes: Readonly<Record<string, string>> = {}, text = script) =>
  new Promise<{code: number; said: string}>(resolve => {
    const env = {
      PATH: process.env.PATH,
      QUORATE_HOST: 'cp1',
      QUORATE_CLUSTER: 'prod',
      QUORATE_KEEP_SECONDS: '3600',
      QUORATE_RECIPIENT: '',
      ...changes,
    };
    execFile('sh', ['-c', text], {env}, (error, stdout, stderr) =>
      resolve({code: error === null ? 0 : Number(error.code), said: stdout + stderr}),
    );
  });

/** A snapshot that was taken some seconds ago. */
function older(seconds: number, scheduled: boolean): string {
  const at = new Date(Date.now() - seconds * 1000);
  const name = `${at.toISOString().replaceAll(/[-:]|\.\d+/g, '')}-c1-1.db`;
  mkdirSync(kept(), {recursive: true});
  writeFileSync(join(kept(), name), 'old');
  writeFileSync(join(kept(), `${name}.json`), scheduled ? '{"format":1,"scheduled": true}' : '{"format":1}');
  for (const each of [name, `${name}.json`]) utimesSync(join(kept(), each), at, at);
  return name;
}

describe.skipIf(skipped)(titled('the script of the timer'), () => {
  test('takes a snapshot through the leader, with a manifest, and it is a good one', async () => {
    member.etcdctl('put', '/registry/secrets/a/b', 'k8s:enc:secretbox:v1:key1:xyz');
    expect((await run()).code).toBe(0);
    const [found] = await snapshotsIn(kept());
    expect(listedSnapshot(found!, {folder: kept()})).toMatchObject({state: 'good', from: 'cp1', encryption: 'none'});
    expect(parseManifest(found!.manifest!)).toMatchObject({
      cluster: {name: 'prod', id: ID},
      versions: {etcd: '3.6.16', kubernetes: 'unknown'},
      encryptionKeys: ['key1'],
      scheduled: true,
    });
    await openSnapshot(join(kept(), found!.name), async () => undefined);
    expect(names()).toEqual([found!.name, `${found!.name}.json`]);
  });

  test('encrypts it to a certificate, and only its key decrypts it to a usable snapshot', async () => {
    const [key, certificate] = [join(base, 'backup.key'), join(base, 'backup.crt')];
    const subject = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=backup', '-days', '2'];
    execFileSync('openssl', ['req', ...subject, '-keyout', key, '-out', certificate], {stdio: 'ignore'});
    expect(await run({QUORATE_RECIPIENT: certificate})).toMatchObject({code: 0});
    const [found] = await snapshotsIn(kept());
    expect(listedSnapshot(found!, {folder: kept()})).toMatchObject({state: 'good', encryption: 'cms'});
    const encrypted = join(kept(), found!.name);
    await expect(openSnapshot(encrypted, async () => undefined)).rejects.toMatchObject({code: 'etcd/snapshot-key'});
    const plain = join(base, 'plain.db');
    execFileSync('openssl', ['cms', '-decrypt', '-inform', 'DER', '-in', encrypted, '-inkey', key, '-out', plain]);
    const manifest = parseManifest(found!.manifest!)!;
    expect(await openSnapshot(plain, async () => undefined)).toMatchObject({sha256: manifest.sha256});
  });

  test('deletes its own old ones by their age, and neither the newest nor those of others', async () => {
    const [first, second, byHand] = [older(9000, true), older(8000, true), older(9500, false)];
    // The newest on a host that does not lead stays, however old it is.
    await run({}, script.replace('number leader', 'number nothing'));
    expect(names()).toEqual([byHand, `${byHand}.json`, second, `${second}.json`]);
    await run();
    expect(names()).not.toContain(first);
    await run();
    expect(names()).not.toContain(second);
    expect(names()).toContain(byHand);
  });

  test('does nothing on a member that is not the leader', async () => {
    expect(await run({}, script.replace('number leader', 'number nothing'))).toMatchObject({
      code: 0,
      said: expect.stringContaining('not the leader'),
    });
    expect(names()).toEqual([]);
  });

  test('fails without enough space, and while the member does not answer, and leaves nothing', async () => {
    const full = script.replace(/free=\$\(stat [^)]*\)/, "free='1 4096'");
    const silent = script.replace(member.url, 'https://127.0.0.1:1');
    for (const text of [full, silent]) expect((await run({}, text)).code).toBe(1);
    expect(names()).toEqual([]);
  });

  test('takes one at a time, and deletes what a killed one left', async () => {
    mkdirSync(join(kept(), '.taking.1'), {recursive: true});
    expect((await run()).code).toBe(0);
    expect(names().some(name => name.startsWith('.taking'))).toBe(false);
    const held = `exec 9>>'${kept()}/.lock'; flock 9; ${script.replaceAll('exec 9>>', 'exec 8>>').replace('flock -n 9', 'flock -n 8')}`;
    expect(await run({}, held)).toMatchObject({code: 1, said: expect.stringContaining('another one')});
  });
});
