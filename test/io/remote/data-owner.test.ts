import {execFileSync, spawnSync} from 'node:child_process';
import {linkSync, lstatSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {TestHost} from './test-host.js';

const SCRIPT = fileURLToPath(new URL('../../../templates/host/data-owner.sh', import.meta.url));
const isRoot = process.getuid?.() === 0;
const [uid, gid] = ['-u', '-g'].map(flag => Number(execFileSync('id', [flag, 'daemon'])));

let folder: string;
let data: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quorate-owner-'));
  data = join(folder, 'etcd');
  for (const path of ['member/wal', 'member/snap', 'quorate-old/x/member', 'lost+found'])
    mkdirSync(join(data, path), {recursive: true});
  writeFileSync(join(data, 'member/wal/0.wal'), 'log');
  writeFileSync(join(folder, 'secret'), 'outside');
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const own = () => spawnSync('sh', [SCRIPT, 'daemon', data], {encoding: 'utf8'}).status;
const ownerOf = (path: string) => lstatSync(join(folder, path)).uid;

// Only root gives files away; the group has the name of the user.
describe.runIf(isRoot && spawnSync('getent', ['group', 'daemon']).status === 0)('the data of a service', () => {
  test('belongs to its user, and what quorate keeps beside it to root', () => {
    expect(own()).toBe(0);
    for (const path of ['etcd', 'etcd/member', 'etcd/member/wal/0.wal']) expect(ownerOf(path)).toBe(uid);
    for (const path of ['etcd/quorate-old', 'etcd/quorate-old/x', 'etcd/lost+found']) expect(ownerOf(path)).toBe(0);
    expect(statSync(data).mode & 0o777).toBe(0o700);
  });

  test('is on the disk that a link of root leads to, and not where another link or name leads', () => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    writeFileSync(join(disk, '0.snap'), '');
    rmSync(join(data, 'member/snap'), {recursive: true});
    symlinkSync(disk, join(data, 'member/snap'));
    symlinkSync(join(folder, 'secret'), join(data, 'member/link'));
    linkSync(join(folder, 'secret'), join(data, 'member/other'));
    expect(own()).toBe(0);
    expect(ownerOf('disk/0.snap')).toBe(uid);
    expect(ownerOf('secret')).toBe(0);
  });

  test('does not follow a link of the user', () => {
    rmSync(join(data, 'member/snap'), {recursive: true});
    mkdirSync(join(folder, 'elsewhere'));
    symlinkSync(join(folder, 'elsewhere'), join(data, 'member/snap'));
    execFileSync('chown', ['-h', `${uid}:${gid}`, join(data, 'member/snap')]);
    expect(own()).toBe(0);
    expect(ownerOf('elsewhere')).toBe(0);
  });

  test('that does not exist is an error: the service does not start', () => {
    rmSync(data, {recursive: true});
    expect(own()).not.toBe(0);
  });
});

describe('previous files that are put back', () => {
  const UNIT = '/etc/systemd/system/etcd.service';
  const file = (text: string) => ({path: UNIT, mode: '600', content: Buffer.from(text), secret: false});

  test.each([
    ['of root take the data back to root', '[Service]\n', true],
    ['with a user leave it', '[Service]\nUser=etcd\n', false],
  ])('%s', async (_, before, takesBack) => {
    const host = new TestHost();
    host.command('chown', 'echo "$*" >>"$ROOT/calls"');
    host.write('/var/lib/etcd/member/wal/0.wal', '');
    host.write('/calls', '');
    await host.port.put([file(before)]);
    await host.port.keepFiles('etcd', [UNIT]);
    await host.port.put([file('[Service]\nUser=etcd\nGroup=etcd\n')]);
    await host.port.restoreFiles('etcd');
    expect(host.text(UNIT)).toBe(before);
    expect(host.text('/calls').includes('root:root ./var/lib/etcd')).toBe(takesBack);
    host.remove();
  });
});

describe('a script that writes beside the data', () => {
  const send = (host: TestHost) =>
    host.port.etcdData.send(
      {sha256: '0'.repeat(64) as never, bytes: 1, read: async function* () {}} as never,
      () => {},
    );

  test('refuses a link in the place of its directory', async () => {
    const host = new TestHost();
    host.write('/var/lib/etcd/member/wal/0.wal', '');
    host.write('/etc/target/keep', '');
    host.link('/var/lib/etcd/quorate-restore', '../../../etc/target');
    await expect(send(host)).rejects.toMatchObject({message: expect.stringContaining('quorate-restore')});
    expect(host.exists('/etc/target/keep')).toBe(true);
    host.remove();
  });
});
