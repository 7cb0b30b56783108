import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {EMPTY_QUERY} from '../../../src/core/plan/fact-query.js';
import {SYSUSERS, sysusers} from '../../../src/core/render/users.js';
import {TestHost} from './test-host.js';

const NAMES = ['etcd', 'kube-apiserver'] as const;
const PASSWD = 'root:x:0:0:root:/root:/bin/sh\n';
const GROUP = 'root:x:0:\n';
const everything = {identity: undefined, units: [], directories: [], deleteEdited: false};

let host: TestHost;
beforeEach(async () => {
  host = new TestHost();
  for (const name of ['systemctl', 'ip', 'umount', 'nft', 'chown']) host.command(name, '');
  host.write('/proc/self/mountinfo', '');
  host.write('/etc/passwd', PASSWD);
  host.write('/etc/group', GROUP);
  host.command('getent', GETENT);
  host.command('systemd-sysusers', SYSUSERS_COMMAND);
  host.command('userdel', 'sed -i "/^$1:/d" "$ROOT/etc/passwd"; sed -i "/^$1:/d" "$ROOT/etc/group"');
  host.command('groupdel', 'sed -i "/^$1:/d" "$ROOT/etc/group"');
  const [file] = sysusers(NAMES);
  await host.port.put([{...file!, content: Buffer.from(file!.text), secret: false}]);
});
afterEach(() => host.remove());

/** It ends with 2 when a name is not there, and with 1 when the database cannot be read. */
const GETENT = `
[ ! -e "$ROOT/broken" ] || exit 1
database=$1 code=0; shift
for name; do grep "^$name:" "$ROOT/etc/$database" || code=2; done
exit $code`;

const SYSUSERS_COMMAND = `
while read -r kind name _ comment; do
  comment=\${comment#?} comment=\${comment%%[\\":]*}
  grep -q "^$name:" "$ROOT/etc/group" || echo "$name:x:990:" >>"$ROOT/etc/group"
  grep -q "^$name:" "$ROOT/etc/passwd" || echo "$name:x:990:990:$comment:/:/usr/sbin/nologin" >>"$ROOT/etc/passwd"
  [ ! -e "$ROOT/kill" ] || exit 1
done`;

const usersOn = async () => (await host.port.facts({...EMPTY_QUERY, users: NAMES})).users;
const databases = () => [host.text('/etc/passwd'), host.text('/etc/group')];

test('users are created with their groups, and again nothing changes', async () => {
  expect(await usersOn()).toEqual([]);
  await host.port.createUsers(NAMES);
  expect(await usersOn()).toEqual(NAMES);
  const after = databases();
  await host.port.createUsers(NAMES);
  expect(databases()).toEqual(after);
});

test('a user without a group of its name does not count', async () => {
  await host.port.createUsers(NAMES);
  host.write('/etc/group', GROUP);
  expect(await usersOn()).toEqual([]);
});

test('a database that cannot be read is an error, and nothing is noted', async () => {
  host.write('/broken', '');
  await expect(host.port.createUsers(NAMES)).rejects.toMatchObject({code: 'hosts/command-failed'});
  expect(host.exists('/var/lib/quorate/users')).toBe(false);
});

test.each([
  ['it finds no free ID, and ends with 0', 'echo "No free group ID available for etcd." >&2'],
  ['it cannot write', 'echo "Creating user etcd." >&2; echo "No free group ID available for etcd." >&2; exit 1'],
])('the reason of systemd-sysusers is reported when %s', async (_, command) => {
  host.command('systemd-sysusers', command);
  const message = expect.stringMatching(/systemd-sysusers: No free group ID available for etcd\./);
  await expect(host.port.createUsers(NAMES)).rejects.toMatchObject({code: 'hosts/command-failed', message});
});

test('a full disk is reported as one', async () => {
  host.command('systemd-sysusers', 'exit 1');
  host.command('stat', 'echo 0 4096 0 0');
  await expect(host.port.createUsers(NAMES)).rejects.toMatchObject({code: 'hosts/disk-full'});
});

describe('a reset', () => {
  test('removes the users and groups that quorate created', async () => {
    await host.port.createUsers(NAMES);
    const {removed} = await host.port.reset(everything);
    expect(removed).toEqual(expect.arrayContaining(NAMES.map(name => `user ${name}`)));
    expect(databases()).toEqual([PASSWD, GROUP]);
    expect(host.exists(SYSUSERS)).toBe(false);
  });

  test.each([
    ['a user that was there before', 'etcd:x:104:110:etcd:/var/lib/etcd:/usr/sbin/nologin\n', 'etcd:x:110:\n'],
    ['a group that was there before', '', 'etcd:x:110:admin\n'],
  ])('keeps %s', async (_, user, group) => {
    host.write('/etc/passwd', PASSWD + user);
    host.write('/etc/group', GROUP + group);
    if (user === '') host.command('userdel', 'sed -i "/^$1:/d" "$ROOT/etc/passwd"');
    await host.port.createUsers(NAMES);
    await host.port.reset(everything);
    expect(host.text('/etc/passwd')).toBe(PASSWD + user);
    expect(host.text('/etc/group')).toContain(group);
  });

  test('keeps a user that another package created after a run was killed before it did', async () => {
    host.write('/var/lib/quorate/users', 'user\tetcd\ngroup\tetcd\n');
    const user = 'etcd:x:104:110:etcd:/var/lib/etcd:/usr/sbin/nologin\n';
    host.write('/etc/passwd', PASSWD + user);
    host.write('/etc/group', `${GROUP}etcd:x:110:\n`);
    await host.port.reset(everything);
    expect(databases()).toEqual([PASSWD + user, `${GROUP}etcd:x:110:\n`]);
  });

  test.each([
    ['a unit of a package', '/usr/lib/systemd/system/etcd.service', '[Service]\nUser=etcd\n'],
    ['an addition to a unit', '/etc/systemd/system/other.service.d/10.conf', '[Service]\nGroup="etcd"\n'],
    ['a package', '/usr/lib/sysusers.d/etcd.conf', 'u! etcd - "etcd" /var/lib/etcd\n'],
    ['a process', '/proc/77/status', 'Name:\tpause\nUid:\t990\t990\t990\t990\nGid:\t0\t0\t0\t0\n'],
  ])('keeps a user of quorate that %s uses, and says so', async (_, path, text) => {
    await host.port.createUsers(['etcd']);
    const before = databases();
    host.write(path, text);
    const {removed, keptUsers} = await host.port.reset(everything);
    expect(keptUsers).toEqual(['etcd']);
    expect(removed).not.toContain('user etcd');
    expect(databases()).toEqual(before);
  });

  test.each([
    ['/usr/lib/systemd/system/etcd.service', '[Service]\nUser=etcd2\n#User=etcd\n'],
    ['/usr/lib/sysusers.d/other.conf', '#u etcd\nm bob etcd\nu etcd2 - "etcd" /\n'],
    ['/proc/77/status', 'Name:\tx\nPid:\t990\nUid:\t9900\t1990\t0\t0\nGid:\t990\t990\t990\t990\n'],
  ])('removes a user although %s has a similar text', async (path, text) => {
    await host.port.createUsers(NAMES);
    host.write(path, text);
    expect((await host.port.reset(everything)).keptUsers).toEqual([]);
    expect(databases()).toEqual([PASSWD, GROUP]);
  });

  test('removes what a killed run had created of them', async () => {
    host.write('/kill', '');
    await expect(host.port.createUsers(NAMES)).rejects.toThrow();
    await host.port.reset(everything);
    expect(databases()).toEqual([PASSWD, GROUP]);
  });

  test('removes none where an earlier quorate created none', async () => {
    host.write('/etc/passwd', `${PASSWD}etcd:x:104:110:quorate etcd:/:/usr/sbin/nologin\n`);
    await host.port.reset(everything);
    expect(host.text('/etc/passwd')).toContain('etcd');
  });
});
