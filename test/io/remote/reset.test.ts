import {readdirSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {TestHost} from './test-host.js';

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
  host.write('/proc/self/mountinfo', '');
  for (const name of ['systemctl', 'ip', 'umount']) host.command(name, 'echo "$(basename "$0") $*" >>"$ROOT/calls"');
  host.command(
    'nft',
    `[ "$1" = list ] && { printf 'table ip kube-proxy\\ntable ip mine\\n'; exit; }; echo "nft $*" >>"$ROOT/calls"`,
  );
});
afterEach(() => host.remove());

const calls = (): readonly string[] => (host.exists('/calls') ? host.text('/calls').trimEnd().split('\n') : []);
const put = (path: string) => ({path, mode: '644', content: Buffer.from('x'), secret: false});
const everything = {
  identity: undefined,
  deleteEdited: false,
  units: ['etcd.service', 'no.service'],
  directories: ['/var/lib/etcd', '/var/lib/kubelet', '/var/lib/quorate', '/etc/quorate', '/run/quorate'],
};

test('a reset removes what quorate installed, and nothing else', async () => {
  host.write('/etc/systemd/system/mine.service', 'mine');
  host.write('/etc/kubernetes/mine', 'mine');
  host.write('/sys/class/net/cni0/x', '');
  await host.port.put([
    put('/etc/systemd/system/etcd.service'),
    put('/etc/kubernetes/pki/ca.crt'),
    put('/etc/sysctl.d/90-quorate.conf'),
  ]);
  await host.port.link([{path: '/usr/local/bin/kubectl', target: '/opt/quorate/bin/kubectl'}]);
  await host.port.makeDirectories([{path: '/var/lib/etcd', mode: '700'}]);
  await host.port.makeKeys([{path: '/etc/kubernetes/pki/apiserver.key', algorithm: 'ECDSA-P256'}]);
  host.write('/var/lib/etcd/member/snap/db', 'data');
  host.write('/var/lib/kubelet/.hidden', 'data');
  host.write('/etc/kubernetes/pki/ca.crt.quorate-tmp-1', 'half');

  const {removed} = await host.port.reset(everything);
  expect(removed).toEqual(
    expect.arrayContaining([
      'etcd.service',
      'cni0',
      'table ip kube-proxy',
      '/etc/kubernetes/pki/ca.crt',
      '/var/lib/etcd',
    ]),
  );
  expect(readdirSync(host.at('/etc/systemd/system'))).toEqual(['mine.service']);
  expect(readdirSync(host.at('/etc/kubernetes'))).toEqual(['mine']);
  expect(readdirSync(host.at('/usr/local/bin'))).toEqual([]);
  expect(readdirSync(host.at('/etc/sysctl.d'))).toEqual([]);
  expect(readdirSync(host.at('/var/lib'))).toEqual([]);
  expect(host.exists('/etc/quorate')).toBe(false);
  expect(host.exists('/run/quorate')).toBe(false);
  expect(calls()).toEqual([
    'systemctl disable --now --quiet -- etcd.service',
    'ip link delete cni0',
    'nft delete table ip kube-proxy',
    'systemctl daemon-reload',
    'systemctl reset-failed -- etcd.service no.service',
  ]);
  host.write('/sys/class/net/cni0/x', '');
});

test('a reset of an empty host, and a second reset, remove nothing', async () => {
  host.command('nft', 'exit 0');
  expect((await host.port.reset({...everything, units: []})).removed).toEqual([]);
  expect((await host.port.reset({...everything, units: []})).removed).toEqual([]);
  expect(calls()).toEqual([]);
});

test('an interrupted reset is completed by the next', async () => {
  await host.port.put([put('/etc/systemd/system/etcd.service'), put('/etc/kubernetes/a'), put('/etc/kubernetes/b')]);
  host.trouble = {before: 'rm() { case $* in */a) kill -KILL $$ ;; *) command rm "$@" ;; esac; }'};
  await expect(host.port.reset(everything)).rejects.toMatchObject({code: 'hosts/command-failed'});
  expect(host.exists('/var/lib/quorate/owned')).toBe(true);
  await host.port.reset(everything);
  expect(host.exists('/etc/kubernetes')).toBe(false);
  expect(host.exists('/var/lib/quorate')).toBe(false);
});

test('a temporary file of an interrupted put is removed with its file, and other files stay', async () => {
  await host.port.put([put('/var/lib/quorate/etcd-member'), put('/etc/etcd/member')]);
  host.write('/etc/etcd/member.quorate-tmp-1', 'half');
  host.write('/etc/etcd/mine', 'mine');
  expect((await host.port.reset(everything)).removed).toEqual(
    expect.arrayContaining(['/var/lib/quorate/etcd-member', '/etc/etcd/member']),
  );
  expect(readdirSync(host.at('/etc/etcd'))).toEqual(['mine']);
});

test('the markers stay when the data cannot be removed', async () => {
  await host.port.put([put('/var/lib/quorate/etcd-member'), put('/etc/etcd/member')]);
  host.write('/var/lib/etcd/member/snap/db', 'data');
  host.trouble = {before: 'rm() { case $* in *lib/etcd/*) echo busy >&2; return 1 ;; *) command rm "$@" ;; esac; }'};
  await expect(host.port.reset(everything)).rejects.toMatchObject({
    code: 'hosts/command-failed',
    message: expect.stringMatching(/\/var\/lib\/etcd.*busy/),
  });
  for (const path of ['/var/lib/quorate/etcd-member', '/etc/etcd/member']) expect(host.exists(path)).toBe(true);
});

test.each([
  '/home',
  '/',
  '/etc',
  '/var/lib',
  '/etc/systemd/system/multi-user.target.wants',
  '/usr/local/bin/tools',
  '/var/lib/etcdata',
])('the directory %s is not removed, and nothing else is changed', async directory => {
  host.write('/etc/systemd/system/etcd.service', 'x');
  host.write('/var/lib/etcd/data', 'x');
  await expect(host.port.reset({...everything, directories: ['/var/lib/etcd', directory]})).rejects.toMatchObject({
    code: expect.stringMatching(/^hosts\/(refused|unusable-path)$/),
  });
  expect(host.exists('/var/lib/etcd/data')).toBe(true);
  expect(calls()).toEqual([]);
});

test.each(['/home/me/precious', '/etc/passwd', '/etc/kubernetes/../passwd', '/var/lib/etcd/..'])(
  'a reset is refused when the ownership list has %s',
  async path => {
    host.write('/home/me/precious', 'mine');
    host.write('/etc/passwd', 'mine');
    host.write('/etc/kubernetes/x', '');
    host.write('/var/lib/quorate/owned', `/etc/kubernetes/x\n${path}\n`);
    await host.port.reset(everything).catch(error => expect(error).toMatchObject({code: 'hosts/refused'}));
    expect(host.text('/home/me/precious')).toBe('mine');
    expect(host.text('/etc/passwd')).toBe('mine');
  },
);

test('mounts of pods are unmounted, the innermost first, and one that stays is an error', async () => {
  const mounts = ['/var/lib/kubelet', '/var/lib/kubelet/pods/1', '/var/lib/kubelet/pods/1/with\\040space', '/home'];
  host.write('/proc/self/mountinfo', mounts.map(path => `1 2 0:1 / ${path} rw - ext4 /dev/x rw\n`).join(''));
  await expect(host.port.reset(everything)).rejects.toMatchObject({
    code: 'hosts/command-failed',
    message: expect.stringContaining('still mounted'),
  });
  expect(calls()).toEqual(['umount -- ./var/lib/kubelet/pods/1/with space', 'umount -- ./var/lib/kubelet/pods/1']);
});

test('containers that outlive containerd are killed with their child processes, and no other process', async () => {
  const process = (pid: number, parent: number, executable: string, namespace = 'mnt:[1]') => {
    host.write(`/proc/${pid}/stat`, `${pid} (a (name) of) S ${parent} 1 1\n`);
    host.link(`/proc/${pid}/exe`, executable);
    host.link(`/proc/${pid}/ns/mnt`, namespace);
  };
  host.link('/proc/self/ns/mnt', 'mnt:[1]');
  process(900, 30, '/bin/grandchild', 'mnt:[2]');
  process(20, 1, '/opt/quorate/containerd/2.4.2/containerd-shim-runc-v2');
  process(30, 20, '/bin/child', 'mnt:[2]');
  process(40, 1, '/bin/mine');
  process(50, 1, '/opt/quorate/containerd/2.4.2/containerd-shim-runc-v2', 'mnt:[2]');
  host.trouble = {
    before: 'kill() { echo kill $* | tr "\\n" " " >>calls; for pid in 20 30 900; do rm -r proc/$pid; done; }',
  };
  await host.port.reset({...everything, units: [], directories: []});
  expect(calls()[0]?.trim()).toMatch(/^kill -KILL 20 (30 900|900 30)/);
  expect(calls()[0]).not.toMatch(/40|50/);
});

test('files in either ownership list are removed', async () => {
  host.write('/etc/kubernetes/a', 'x');
  host.write('/etc/kubernetes/b', 'x');
  host.write('/var/lib/quorate/owned', '/etc/kubernetes/a\n');
  host.write('/etc/quorate/owned', '/etc/kubernetes/b\n/etc/kubernetes\n');
  await host.port.reset(everything);
  expect(host.exists('/etc/kubernetes')).toBe(false);
});

test('only the lock and the line about its holder stay', async () => {
  for (const name of ['lock', 'lock.holder', 'owned.lock', 'started/etcd.service', '.hidden'])
    host.write(`/run/quorate/${name}`, '');
  await host.port.reset(everything);
  expect(readdirSync(host.at('/run/quorate')).sort()).toEqual(['lock', 'lock.holder']);
});

test('cgroups of pods are removed, and those of others stay', async () => {
  for (const path of ['cpu/kubepods/burstable/pod1', 'kubepods/pod2', 'mine/pod3'])
    host.write(`/sys/fs/cgroup/${path}/x`, '');
  const {rmSync} = await import('node:fs');
  for (const path of ['cpu/kubepods/burstable/pod1', 'kubepods/pod2']) rmSync(host.at(`/sys/fs/cgroup/${path}/x`));
  await host.port.reset(everything);
  expect(readdirSync(host.at('/sys/fs/cgroup')).sort()).toEqual(['cgroup.procs', 'cpu', 'mine']);
  expect(readdirSync(host.at('/sys/fs/cgroup/cpu'))).toEqual([]);
  expect(calls()).not.toContain('systemctl stop --quiet kubepods.slice');
});

test('the slice of pods is stopped where systemd has one', async () => {
  host.write('/sys/fs/cgroup/kubepods.slice/cgroup.procs', '');
  await host.port.reset(everything);
  expect(calls()).toContain('systemctl stop --quiet kubepods.slice');
});

test('a directory of network namespaces without any is unmounted and removed, and stays with one of others', async () => {
  host.write('/run/netns/cni-1', '');
  host.write('/proc/self/mountinfo', '1 2 0:1 / /run/netns rw - tmpfs tmpfs rw\n');
  host.command('umount', 'echo "umount $*" >>"$ROOT/calls"; : >"$ROOT/proc/self/mountinfo"');
  await host.port.reset(everything);
  expect(calls()).toContain('umount -- ./run/netns');
  expect(host.exists('/run/netns')).toBe(false);
  host.write('/run/netns/mine', '');
  await host.port.reset(everything);
  expect(readdirSync(host.at('/run/netns'))).toEqual(['mine']);
});
