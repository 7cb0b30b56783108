import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {asLab, changedExample, type LabCluster, labCluster} from '../support/cluster.js';
import {members} from '../support/etcd.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, nothingToDo, readyNodes} from '../support/oracle.js';
import {refused} from '../support/refusal.js';
import {FROM, TO} from '../support/upgrading.js';
import {ssh, without} from '../support/variants.js';

const [name, network] = ['as-they-are', '10.88.44'];
const openssh = ssh('client: openssh');

let cluster: LabCluster;
/** Without the second worker; with it over the ssh of the system. */
let few: string;
let all: string;

beforeAll(async () => {
  const variant = (change: (text: string) => string) =>
    changedExample('stacked', text => asLab(name, network)(change(text)));
  [few, all] = [await variant(without('w2')), await variant(openssh)];
  for (const {kubernetes} of [FROM, TO]) await succeed(['bundle', 'build', '--kubernetes', kubernetes]);
  cluster = await labCluster(all);
  await freshHosts(cluster);
}, 3_600_000);

afterAll(() => cluster?.lab.down());

const script = (host: string, text: string): Promise<string> => cluster.on(host, 'sh', '-ec', text);

/** Adds settings to the SSH server of a host. */
const sshd = (host: string, ...settings: readonly string[]): Promise<string> =>
  script(host, `printf '%s\\n' '${settings.join("' '")}' >/etc/ssh/sshd_config.d/00-drill.conf; systemctl reload ssh`);

const mounted = (host: string, directory: string, option: string): Promise<string> =>
  script(host, `mount --bind ${directory} ${directory}; mount -o remount,bind,${option} ${directory}`);

/** What is in a directory, sorted, in one line. */
const contents = async (host: string, directory: string): Promise<string> =>
  (await script(host, `ls -A ${directory}`)).trim().split('\n').join(' ');

const CLOSED = [
  {host: 'cp1', directory: '/usr/local', option: 'ro', says: '/usr/local is mounted read-only'},
  {host: 'w1', directory: '/opt', option: 'noexec', says: '/opt is mounted noexec'},
] as const;

describe('before the cluster exists', () => {
  test.each(CLOSED)('$directory of $host is mounted $option: apply is refused, and no file is written', async each => {
    const {host, directory, option, says} = each;
    await mounted(host, directory, option);
    const {exit, code, message} = await refused(['apply', '-c', few]);
    expect({exit, code}).toEqual({exit: 4, code: 'preflight/findings'});
    expect(message).toContain(says);
    for (const other of ['cp1', 'cp2', 'cp3', 'w1']) expect(await contents(other, '/opt')).toBe('');
    await script(host, `umount ${directory}`);
  });

  test('apply: data directories that are mount points and links, servers with one session and early rekeying', async () => {
    await script('cp1', 'mkdir -p -m 700 /var/lib/etcd/lost+found');
    await script(
      'cp2',
      'umount /var/lib/etcd || :; rmdir /var/lib/etcd || :; mkdir /srv/etcd; ln -s /srv/etcd /var/lib/etcd',
    );
    await sshd('cp1', 'MaxSessions 1', 'RekeyLimit 16M');
    await sshd('w1', 'MaxSessions 2', 'RekeyLimit 16M');
    for (const host of ['cp2', 'cp3']) await sshd(host, 'RekeyLimit 16M');
    const {tookMs} = await succeed(['apply', '-c', few]);
    console.log(`apply took ${(tookMs / 1000).toFixed(1)} s`);
    expect(await nothingToDo(few)).toBe(true);
    await nothingFound(few);
  });
});

describe('a member whose data is behind a symbolic link', () => {
  test('remove deletes the data and keeps the link', async () => {
    await succeed(['remove', 'cp2', '--yes', '--accept-reduced-tolerance', '-c', few]);
    expect(await script('cp2', 'readlink /var/lib/etcd')).toBe('/srv/etcd\n');
    expect(await contents('cp2', '/srv/etcd')).toBe('');
  });

  test('the same host joins again', async () => {
    await succeed(['join', 'cp2', '-c', few]);
    expect((await members(cluster, 'cp1')).filter(({learner}) => !learner)).toHaveLength(3);
    expect(await nothingToDo(few)).toBe(true);
  });
});

describe('over the ssh of the system', () => {
  test('a worker joins, and topology check finds nothing', async () => {
    await succeed(['join', 'w2', '-c', all]);
    expect(await readyNodes(cluster)).toEqual(['cp1', 'cp2', 'cp3', 'w1', 'w2']);
    await succeed(['apply', '-c', all]);
    expect(await nothingToDo(all)).toBe(true);
    await nothingFound(all);
  });

  test('upgrade brings the next minor', async () => {
    const {tookMs} = await succeed(['upgrade', '-c', all, '--to', TO.kubernetes]);
    console.log(`upgrade took ${(tookMs / 1000).toFixed(1)} s`);
    await nothingFound(all);
  });

  test('reset removes all that quorate brought, and nothing else', async () => {
    await succeed(['reset', '--all', '--yes', '-c', all]);
    expect(await contents('cp1', '/var/lib/etcd')).toBe('lost+found');
    expect(await script('cp2', 'readlink /var/lib/etcd')).toBe('/srv/etcd\n');
    expect(await contents('cp2', '/srv/etcd')).toBe('');
    for (const host of ['cp1', 'cp2', 'cp3', 'w1', 'w2']) {
      expect(await contents(host, '/opt')).toBe('');
      await script(host, '! test -e /etc/kubernetes && ! test -e /var/lib/quorate');
    }
  });
});
