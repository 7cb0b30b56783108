import {execFileSync, spawnSync} from 'node:child_process';
import {
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
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

describe.runIf(isRoot && spawnSync('getent', ['group', 'daemon']).status === 0)(
  'previous files that are put back',
  () => {
    const USER = '[Service]\nUser=daemon\nGroup=daemon\n';
    const file = (path: string, text: string) => ({path, mode: '600', content: Buffer.from(text), secret: false});
    let host: TestHost;
    beforeEach(() => {
      host = new TestHost();
      host.write('/opt/quorate/libexec/data-owner', readFileSync(SCRIPT, 'utf8'));
      host.command('systemctl', '');
    });
    afterEach(() => host.remove());
    const ownerAt = (path: string) => lstatSync(host.at(path)).uid;
    const give = (path: string) => execFileSync('sh', [SCRIPT, 'daemon', host.at(path)]);

    const OF = {
      'etcd.service': {set: 'etcd', directory: '/var/lib/etcd', inside: 'member/wal/0.wal'},
      'kube-apiserver.service': {set: 'control-plane', directory: '/var/log/kubernetes/audit', inside: 'audit.log'},
    } as const;
    const units = Object.keys(OF) as (keyof typeof OF)[];

    /** Restores a unit over one with a user, whose data belongs to that user. */
    async function restore(unit: keyof typeof OF, before: string) {
      const path = `/etc/systemd/system/${unit}`;
      await host.port.put([file(path, before)]);
      await host.port.keepFiles(OF[unit].set, [path]);
      await host.port.put([file(path, USER)]);
      give(OF[unit].directory);
      await host.port.restoreFiles(OF[unit].set);
      expect(host.text(path)).toBe(before);
    }

    test.each(units)('with a %s of root take its data back to root', async unit => {
      const {directory, inside} = OF[unit];
      host.write(`${directory}/${inside}`, '');
      await restore(unit, '[Service]\n');
      for (const path of [directory, `${directory}/${inside}`]) expect(ownerAt(path)).toBe(0);
    });

    test.each(units)('with a %s of root take its data back from the disk that a link leads to', async unit => {
      const {directory, inside} = OF[unit];
      host.write(`/disk/${inside}`, '');
      host.link(directory, host.at('/disk'));
      await restore(unit, '[Service]\n');
      for (const path of ['/disk', `/disk/${inside}`]) expect(ownerAt(path)).toBe(0);
    });

    test.each(units)('with a %s of root take its data back again after systemd read them', async unit => {
      const {directory, inside} = OF[unit];
      host.write(`${directory}/${inside}`, '');
      // The unit that was loaded started once more.
      host.command('systemctl', `[ "$1" != daemon-reload ] || sh ${SCRIPT} daemon "$ROOT${directory}"`);
      await restore(unit, '[Service]\n');
      expect(ownerAt(`${directory}/${inside}`)).toBe(0);
    });

    test('do not make a link of the user one of root, which is followed later', async () => {
      host.write('/var/lib/etcd/member/wal/0.wal', '');
      host.write('/elsewhere/secret', '');
      host.link('/var/lib/etcd/member/snap', host.at('/elsewhere'));
      execFileSync('chown', ['-h', `${uid}:${gid}`, host.at('/var/lib/etcd/member/snap')]);
      await restore('etcd.service', '[Service]\n');
      expect(ownerAt('/var/lib/etcd/member/snap')).toBe(uid);
      give('/var/lib/etcd');
      expect(ownerAt('/elsewhere')).toBe(0);
      expect(ownerAt('/elsewhere/secret')).toBe(0);
    });

    test.each(units)('with a %s that has a user leave its data', async unit => {
      const {directory, inside} = OF[unit];
      host.write(`${directory}/${inside}`, '');
      await restore(unit, `${USER}# earlier\n`);
      expect(ownerAt(`${directory}/${inside}`)).toBe(uid);
    });
  },
);

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
