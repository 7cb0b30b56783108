import {chmodSync, mkdirSync, rmSync, statSync, symlinkSync, unlinkSync, utimesSync} from 'node:fs';
import {createServer} from 'node:net';
import fc from 'fast-check';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {sha256} from '../../../src/core/model/digest.js';
import {hostName} from '../../../src/core/model/names.js';
import {EMPTY_QUERY, type FactQuery} from '../../../src/core/plan/fact-query.js';
import {loadTemplates} from '../../../src/io/local/templates.js';
import {hostClient} from '../../../src/io/remote/host-client.js';
import {REAL, TestHost} from './test-host.js';

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
});
afterEach(() => host.remove());

const facts = (question: Partial<FactQuery> = {}) => host.port.facts({...EMPTY_QUERY, ...question});

test('the facts have the properties of the machine', async () => {
  const found = await facts({commands: ['sh', 'no-such-command']});
  expect(found).toMatchObject({
    machineId: '0123456789abcdef',
    os: {id: 'debian', version: '12'},
    memoryMb: 4000,
    cgroup: 'v1',
    container: 'systemd-nspawn',
    capSysResource: true,
    sysctlWritable: false,
    swap: false,
    addresses: ['10.0.0.5'],
    interfaces: {'10.0.0.5': 'host0'},
    commands: ['sh'],
    selinux: 'disabled',
  });
  expect(found.cpus).toBeGreaterThan(0);
  expect(host.commands).toMatchObject([{changes: false}]);
});

test('a missing CAP_SYS_RESOURCE is detected', async () => {
  host.write('/proc/1/status', 'CapBnd:\t00000000fcecafff\n');
  host.write('/proc/swaps', 'Filename Type\n/dev/sda2 partition\n');
  host.write('/proc/sys/net/netfilter/nf_conntrack_max', '1\n');
  expect(await facts()).toMatchObject({capSysResource: false, swap: true, sysctlWritable: true});
});

test('files, links and directories are distinguished, and missing paths are absent', async () => {
  host.write('/etc/kubernetes/a.yaml', 'text', 0o640);
  host.write('/etc/kubernetes/with space', '');
  host.link('/opt/quorate/bin/etcd', '/opt/quorate/etcd/3.6.16/etcd');
  host.write('/empty/x/.hidden', '');
  const found = await facts({
    paths: [
      '/etc/kubernetes/a.yaml',
      '/etc/kubernetes/with space',
      '/opt/quorate/bin/etcd',
      '/empty',
      '/empty/x',
      '/no/such',
      '/etc/machine-id/below',
    ],
  });
  const owner = found.files.get('/etc/kubernetes/a.yaml')!.owner;
  expect([...found.files]).toEqual([
    ['/etc/kubernetes/a.yaml', {digest: sha256('text'), mode: '640', owner}],
    ['/etc/kubernetes/with space', {digest: sha256(''), mode: '644', owner}],
  ]);
  expect([...found.links]).toEqual([['/opt/quorate/bin/etcd', '/opt/quorate/etcd/3.6.16/etcd']]);
  expect([...found.directories].map(([path, {empty}]) => [path, empty])).toEqual([
    ['/empty', false],
    ['/empty/x', false],
  ]);
});

test('owned files are in the facts without being in the query', async () => {
  await host.port.put([{path: '/etc/etcd/flags', mode: '600', content: Buffer.from('x'), secret: false}]);
  await host.port.makeDirectories([{path: '/var/lib/etcd', mode: '700'}]);
  await host.port.link([{path: '/usr/local/bin/etcdctl', target: '/opt/quorate/bin/etcdctl'}]);
  const found = await facts();
  expect(found.files.get('/etc/etcd/flags')).toMatchObject({digest: sha256('x'), mode: '600'});
  expect(found.directories.get('/var/lib/etcd')).toMatchObject({empty: true, mode: '700'});
  expect(found.links.get('/usr/local/bin/etcdctl')).toBe('/opt/quorate/bin/etcdctl');
  expect(found.owned).toContain('/etc/etcd/flags');
});

const LARGE = 'x'.repeat(1_100_000);
const changedLongAgo = () => {
  // The script takes this clock for its own: what changed "just now" is hashed again each time.
  host.command('date', 'echo $(($(/usr/bin/date +%s%N) + 60000000000))');
};

test('a large file is hashed once, and again when its content changes, whatever its times and size', async () => {
  host.write('/opt/big', LARGE);
  host.write('/var/lib/quorate/owned', '/opt/big\n');
  host.command('sha256sum', 'echo "$@" >>"$ROOT/hashed"; exec /usr/bin/sha256sum "$@"');
  changedLongAgo();
  expect((await facts()).files.get('/opt/big')!.digest).toBe(sha256(LARGE));
  expect((await facts()).files.get('/opt/big')!.digest).toBe(sha256(LARGE));
  expect(host.text('/hashed')).toBe('-- ./opt/big\n');

  const {atime, mtime} = statSync(host.at('/opt/big'));
  host.write('/opt/big', LARGE.replaceAll('x', 'y'));
  utimesSync(host.at('/opt/big'), atime, mtime);
  expect((await facts()).files.get('/opt/big')!.digest).toBe(sha256(LARGE.replaceAll('x', 'y')));
  expect((await facts()).files.get('/opt/big')!.digest).toBe(sha256(LARGE.replaceAll('x', 'y')));
  expect(host.text('/hashed')).toBe('-- ./opt/big\n-- ./opt/big\n');
});

test('a file that changed within the last seconds is not cached: two changes may have the same time', async () => {
  host.write('/opt/big', LARGE);
  host.write('/var/lib/quorate/owned', '/opt/big\n');
  await facts();
  expect(host.exists('/var/lib/quorate/digests')).toBe(false);
});

test.each([
  'garbage',
  '\u0000\u0000\u0000',
  '1 2 3\t./opt/big\tabc',
  'KEY\t./opt/big\tnot-a-digest',
  'KEY\t./opt/big\t',
])('a corrupt cache of digests (%j) is ignored', async text => {
  host.write('/opt/big', LARGE);
  host.write('/var/lib/quorate/owned', '/opt/big\n');
  changedLongAgo();
  await facts();
  const key = host.text('/var/lib/quorate/digests').split('\t')[0]!;
  host.write('/var/lib/quorate/digests', text.replace('KEY', key));
  expect((await facts()).files.get('/opt/big')!.digest).toBe(sha256(LARGE));
});

test.each([
  ['below a link to itself', '/etc/a/b', () => host.link('/etc/a', 'a')],
  [
    'that exists and cannot be examined',
    '/etc/a',
    () => {
      host.write('/etc/a', '');
      host.command('stat', 'case $* in *-f*) exec /usr/bin/stat "$@" ;; esac; exit 1');
    },
  ],
] as const)('a path %s is an error, never an absent file', async (_, path, make) => {
  make();
  await expect(facts({paths: ['/etc/c', path]})).rejects.toMatchObject({
    code: 'hosts/garbled-facts',
    message: expect.stringContaining(`${path} cannot be examined`),
  });
});

test('certificates are read completely, kubeconfigs without their secrets', async () => {
  host.write(
    '/etc/kubernetes/pki/ca.crt',
    'key-sha256: 00\n-----BEGIN CERTIFICATE-----\ntoken:\n-----END CERTIFICATE-----',
  );
  host.write('/etc/kubernetes/pki/both.crt', 'a\n-----BEGIN PRIVATE KEY-----\nhush\n-----END PRIVATE KEY-----\nb\n');
  host.write(
    '/etc/kubernetes/admin.conf',
    'users:\n- name: admin\n  user:\n    client-certificate-data: AAAA\n    client-key-data: hush\n    token: hush\n    password: >\n      hush\n',
  );
  const {publicTexts} = await facts({
    publicTexts: [
      '/etc/kubernetes/pki/ca.crt',
      '/etc/kubernetes/pki/both.crt',
      '/etc/kubernetes/admin.conf',
      '/no.crt',
    ],
  });
  expect(Object.fromEntries(publicTexts)).toEqual({
    '/etc/kubernetes/pki/ca.crt': 'key-sha256: 00\n-----BEGIN CERTIFICATE-----\ntoken:\n-----END CERTIFICATE-----\n',
    '/etc/kubernetes/pki/both.crt': 'a\nb\n',
    '/etc/kubernetes/admin.conf': 'users:\n- name: admin\n  user:\n    client-certificate-data: AAAA\n',
  });
});

test('kernel settings and modules are those of the running kernel', async () => {
  host.write('/proc/sys/net/ipv4/ip_forward', '1\n');
  host.write('/proc/sys/net/ipv4/ping_group_range', '1\t0\n');
  host.write('/sys/module/vxlan/parameters/x', '');
  host.write('/proc/sys/net/bridge/x', '');
  const found = await facts({
    modules: ['vxlan', 'br_netfilter', 'overlay', 'nf_conntrack'],
    sysctls: ['net.ipv4.ip_forward', 'net.ipv4.ping_group_range', 'no.such'],
  });
  expect(found.modules).toEqual(['vxlan', 'br_netfilter']);
  expect(found.sysctls).toEqual({'net.ipv4.ip_forward': '1', 'net.ipv4.ping_group_range': '1 0'});
});

test('kernel settings of this machine are read completely', async () => {
  host.link('/proc/sys', '/proc/sys');
  const {sysctls} = await facts({sysctls: ['kernel.pid_max']});
  expect(Number(sysctls['kernel.pid_max'])).toBeGreaterThan(300);
});

test('listeners have their address and process', async () => {
  host.command(
    'ss',
    `cat <<'END'
LISTEN 0      4096       127.0.0.1:2379      0.0.0.0:*    users:(("etcd",pid=12,fd=7))
LISTEN 0      4096   127.0.0.53%lo:53        0.0.0.0:*
LISTEN 0      4096               *:6443            *:*    users:(("kube-apiserver",pid=1,fd=3),("x",pid=2,fd=3))
LISTEN 0      4096            [::]:22           [::]:*    users:(("sshd",pid=1,fd=4))
END`,
  );
  expect((await facts()).ports).toEqual([
    {port: 2379, address: '127.0.0.1', process: 'etcd'},
    {port: 53, address: '127.0.0.53', process: ''},
    {port: 6443, address: '::', process: 'kube-apiserver'},
    {port: 22, address: '::', process: 'sshd'},
  ]);
});

const SHOWN = `Id=etcd.service
LoadState=loaded
ActiveState=active
UnitFileState=enabled
NeedDaemonReload=no
Environment="X=a b" QUORATE_INPUTS=/etc/a:/etc/b:/etc/gone`;
const showing = (text: string) => host.command('systemctl', `cat <<'END'\n${text}\nEND`);
const started = (path: string, time: 'mtimeMs' | 'ctimeMs' = 'mtimeMs') => {
  const found = statSync(host.at(path));
  return `${path} ${found.ino} ${found.size} ${Math.floor(found[time] / 1000)}\n`;
};
const etcdUnit = async () => (await facts({units: ['etcd.service']})).units.get('etcd.service');

test('a unit is fresh while its inputs are unchanged since its start', async () => {
  host.write('/etc/a', 'a');
  host.write('/etc/b', 'b');
  host.write('/run/quorate/started/etcd.service', `${started('/etc/a')}${started('/etc/b')}/etc/gone\n`);
  showing(SHOWN);
  expect(await etcdUnit()).toEqual({active: 'active', enabled: true, fresh: true, reloaded: true});

  showing(SHOWN.replace('NeedDaemonReload=no', 'NeedDaemonReload=yes'));
  expect((await etcdUnit())?.fresh).toBe(false);
  showing(SHOWN.replace('ActiveState=active', 'ActiveState=failed'));
  expect(await etcdUnit()).toEqual({active: 'failed', enabled: true, fresh: false, reloaded: true});
  showing(SHOWN.replace(':/etc/gone', ''));
  expect((await etcdUnit())?.fresh).toBe(false);

  showing(SHOWN);
  host.write('/etc/b', 'b, longer');
  expect((await etcdUnit())?.fresh).toBe(false);
});

test('a unit stays fresh when the mode of an input changes, and not when it is edited in place', async () => {
  for (const name of ['a', 'b']) {
    host.write(`/etc/${name}`, name);
    utimesSync(host.at(`/etc/${name}`), 1000, 1000);
  }
  host.write('/run/quorate/started/etcd.service', `${started('/etc/a')}${started('/etc/b')}/etc/gone\n`);
  showing(SHOWN);
  chmodSync(host.at('/etc/a'), 0o640);
  expect((await etcdUnit())?.fresh).toBe(true);
  host.write('/etc/b', 'c');
  expect((await etcdUnit())?.fresh).toBe(false);
});

test('a unit that an earlier quorate started is fresh by the time at which its inodes changed', async () => {
  for (const name of ['a', 'b']) {
    host.write(`/etc/${name}`, name);
    utimesSync(host.at(`/etc/${name}`), 1000, 1000);
  }
  const record = ['/etc/a', '/etc/b'].map(path => started(path, 'ctimeMs')).join('');
  host.write('/run/quorate/started/etcd.service', `${record}/etc/gone\n`);
  showing(SHOWN);
  expect((await etcdUnit())?.fresh).toBe(true);
});

test('a unit counts as reloaded while its reloadable inputs are unchanged, and stays fresh', async () => {
  host.write('/etc/a', 'a');
  host.write('/etc/b', 'b');
  host.write('/run/quorate/started/etcd.service', started('/etc/a'));
  host.write('/run/quorate/reloaded/etcd.service', started('/etc/b'));
  showing(SHOWN.replace('=/etc/a:/etc/b:/etc/gone', '=/etc/a QUORATE_RELOADS=/etc/b'));
  expect(await etcdUnit()).toEqual({active: 'active', enabled: true, fresh: true, reloaded: true});
  host.write('/etc/b', 'b, longer');
  expect(await etcdUnit()).toEqual({active: 'active', enabled: true, fresh: true, reloaded: false});
  host.write('/run/quorate/reloaded/etcd.service', started('/etc/b'));
  expect((await etcdUnit())?.reloaded).toBe(true);
  unlinkSync(host.at('/run/quorate/reloaded/etcd.service'));
  expect((await etcdUnit())?.reloaded).toBe(false);
});

test('an unknown unit is absent; one without recorded inputs is not fresh', async () => {
  showing(
    `${SHOWN}\n\nId=kubelet.service\nLoadState=not-found\nActiveState=inactive\nUnitFileState=\nNeedDaemonReload=no\nEnvironment=`,
  );
  const {units} = await facts({units: ['etcd.service', 'kubelet.service']});
  expect([...units]).toEqual([['etcd.service', {active: 'active', enabled: true, fresh: false, reloaded: true}]]);
});

test('a systemd that does not answer is an error, never "no units"', async () => {
  host.command('systemctl', 'echo "Failed to connect to bus" >&2; exit 1');
  await expect(facts({units: ['etcd.service']})).rejects.toMatchObject({
    code: 'hosts/no-systemd',
    message: expect.stringMatching(/cp-1.*Failed to connect to bus/),
  });
});

const PAUSE = 'registry.k8s.io/pause:3.10.2';
const DIGEST = `sha256:${'a'.repeat(64)}`;
const images = (...asked: readonly string[]) => facts({images: asked}).then(found => found.images);
/** A containerd whose ctr notes how it was called. */
const withCtr = async (script: string, use: () => Promise<void>) => {
  host.write('/opt/quorate/bin/ctr', `#!/bin/sh\necho "$*" >>calls\n${script}\n`, 0o755);
  const socket = createServer();
  mkdirSync(host.at('/run/containerd'), {recursive: true});
  await new Promise<void>(resolve => socket.listen(host.at('/run/containerd/containerd.sock'), resolve));
  await use().finally(() => socket.close());
};

test('there are no images without containerd, and they are unknown while it does not run', async () => {
  expect(await images(PAUSE)).toEqual({known: true, value: new Map()});
  host.write('/opt/quorate/bin/ctr', '#!/bin/sh\n', 0o755);
  expect(await images(PAUSE)).toMatchObject({known: false});
  expect(await images()).toEqual({known: true, value: new Map()});
});

test('containerd is asked for the requested images only, and for the digests that they point to', async () => {
  const table = `REF TYPE DIGEST SIZE PLATFORMS LABELS
${PAUSE}   application/vnd.oci.image.index.v1+json ${DIGEST} 677.6 KiB linux/amd64 a=b,c=d
example.com/other:1 application/vnd.oci.image.index.v1+json sha256:short 1 MiB linux/amd64 -
time="2026-01-01T00:00:00Z" level=warning msg="DEPRECATION: ${DIGEST} "`;
  await withCtr(`cat <<'END'\n${table}\nEND`, async () => {
    expect(await images(PAUSE, 'example.com/other:1')).toEqual({known: true, value: new Map([[PAUSE, DIGEST]])});
    expect(host.text('/calls')).toBe(
      `--connect-timeout 2s -n k8s.io images ls name=="${PAUSE}" name=="example.com/other:1"\n`,
    );
  });
});

test('images are unknown while containerd does not answer, with its last words', async () => {
  await withCtr('echo warning >&2; echo "ctr: context deadline exceeded" >&2; exit 1', async () => {
    expect(await images(PAUSE)).toEqual({
      known: false,
      why: 'containerd does not answer: ctr: context deadline exceeded',
    });
  });
});

test.each([
  ['1', 'enforcing'],
  ['0', 'permissive'],
])('SELinux that says %s is %s, and the requested booleans of its policy are read', async (enforce, selinux) => {
  expect(await facts({booleans: ['haproxy_connect_any']})).toMatchObject({selinux: 'disabled', booleans: {}});
  // Without a line break, as the kernel writes it.
  host.write('/sys/fs/selinux/enforce', enforce);
  host.write('/sys/fs/selinux/booleans/haproxy_connect_any', '1 0');
  host.write('/sys/fs/selinux/booleans/keepalived_connect_any', '0 0');
  host.write('/sys/fs/selinux/booleans/other', '1 1');
  const booleans = ['haproxy_connect_any', 'keepalived_connect_any', 'unknown_to_the_policy'];
  expect(await facts({booleans})).toMatchObject({
    selinux,
    booleans: {haproxy_connect_any: true, keepalived_connect_any: false},
  });
});

test('the marker of an etcd member is read, and an invalid one is an error', async () => {
  expect((await facts()).etcdMarker).toBeUndefined();
  host.write('/var/lib/quorate/etcd-member', 'state=member\nclusterId=ABC\nmemberId=8e9e05c52164694d\n');
  expect((await facts()).etcdMarker).toEqual({state: 'member', clusterId: 'abc', memberId: '8e9e05c52164694d'});
  for (const text of ['stat', '', '\n', Buffer.alloc(64), 'state=\n']) {
    host.write('/var/lib/quorate/etcd-member', text);
    await expect(facts()).rejects.toMatchObject({code: 'hosts/garbled-facts'});
  }
});

test('a marker that cannot be read is an error, never an absent one', async () => {
  mkdirSync(host.at('/var/lib/quorate/etcd-member'), {recursive: true});
  await expect(facts()).rejects.toMatchObject({code: 'hosts/garbled-facts'});
  rmSync(host.at('/var/lib/quorate/etcd-member'), {recursive: true});
  symlinkSync('nowhere', host.at('/var/lib/quorate/etcd-member'));
  await expect(facts()).rejects.toMatchObject({code: 'hosts/garbled-facts'});
});

test('the clock of the host is compared with the local clock', async () => {
  host.command('date', 'echo $(($(/usr/bin/date +%s%N) - 3600000000000))');
  const {least, most} = (await facts()).clock;
  expect([least, most].map(ms => Math.round(ms / 60_000))).toEqual([-60, -60]);
  expect(least).toBeLessThanOrEqual(most);
});

test('a clock is not off because a connection is slow, a script takes long, or this machine is busy', async () => {
  const pause = () => new Promise(resolve => setTimeout(resolve, 400));
  host.command('nproc', `sleep 1; ${REAL} nproc "$@"`);
  const slow = hostClient(
    hostName('cp-1'),
    {
      ...host.transport,
      exec: async (command, options) => {
        await pause();
        options?.onStart?.();
        const answer = await host.transport.exec(command, options);
        const until = performance.now() + 400;
        while (performance.now() < until);
        await pause();
        return answer;
      },
    },
    await loadTemplates(),
    async () => {
      throw new Error('nothing is to be installed');
    },
  );
  const {least, most} = (await slow.facts(EMPTY_QUERY)).clock;
  expect(least).toBeLessThanOrEqual(1);
  expect(most).toBeGreaterThanOrEqual(-1);
  // The script alone takes longer.
  expect(most - least).toBeLessThan(1000);
});

test('an incomplete answer is an error, wherever it ends', async () => {
  host.write('/etc/a.crt', 'text\n');
  let whole = '';
  host.trouble = {answer: stdout => (whole = stdout)};
  await facts({publicTexts: ['/etc/a.crt']});
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.trimEnd().length - 1), async length => {
      host.trouble = {answer: stdout => stdout.slice(0, length)};
      await expect(facts({publicTexts: ['/etc/a.crt']})).rejects.toMatchObject({code: 'hosts/garbled-facts'});
    }),
    {numRuns: 8, examples: [[0], [whole.trimEnd().length - 1]]},
  );
});

test('an answer with a missing or malformed section is an error', async () => {
  for (const [from, to] of [
    [/cpus\t\d+\n/, ''],
    [/cpus\t\d+\n/, 'cpus\tmany\n'],
    [/== \w+ seen\n/, ''],
    [/[0-9a-f]{64} {2}\.\/etc\/machine-id\n/, ''],
    [/\d{13}\n(== \w+ end)/, '$1'],
    [/^/, 'Welcome to Debian!\n'],
  ] as const) {
    host.trouble = {answer: stdout => stdout.replace(from, to)};
    await expect(facts({paths: ['/etc/machine-id']})).rejects.toMatchObject({code: 'hosts/garbled-facts'});
  }
});

test('the contents of a file cannot end the answer', async () => {
  host.write('/etc/a.crt', '== 000000000000000000000000 end\n');
  const {publicTexts} = await facts({publicTexts: ['/etc/a.crt']});
  expect(publicTexts.get('/etc/a.crt')).toBe('== 000000000000000000000000 end\n');
});
