import {readdirSync} from 'node:fs';
import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {TestHost} from './test-host.js';

let host: TestHost;
beforeEach(() => fresh());
afterEach(() => host.remove());

function fresh(): void {
  host = new TestHost();
  host.write('/proc/self/mountinfo', '');
  for (const name of ['systemctl', 'ip', 'umount', 'nft', 'iptables-save', 'ip6tables-save']) host.command(name, '');
}

const put = (path: string, text = 'of quorate', secret = false) => ({
  path,
  mode: '600',
  content: Buffer.from(text),
  secret,
});
const everything = {
  identity: undefined,
  units: ['kubelet.service'],
  directories: ['/var/lib/etcd', '/var/lib/kubelet'],
  deleteEdited: false,
};
const KEPT = '/var/lib/quorate-kept';

/** Paths of each kind that quorate writes. */
const CONFIGURATION = [
  '/etc/systemd/system/kubelet.service',
  '/etc/containerd/config.toml',
  '/etc/kubernetes/kube-proxy.d/config.yaml',
  '/etc/sysctl.d/90-quorate.conf',
  '/etc/haproxy/quorate.cfg',
  '/var/lib/kubelet/config.yaml',
  '/opt/quorate/libexec/started',
];

describe.each(CONFIGURATION)('%s', path => {
  test('with other contents is named before the reset, moved by it, and named afterwards', async () => {
    await host.port.put([put(path)]);
    host.write(path, 'edited');
    expect(await host.port.previewReset()).toEqual({edited: [path], foreign: []});
    const {edited, foreign} = await host.port.reset(everything);
    expect({edited, foreign}).toEqual({edited: [`${KEPT}${path}`], foreign: []});
    expect(host.text(`${KEPT}${path}`)).toBe('edited');
    expect(host.exists(path)).toBe(false);
  });

  test('with what quorate wrote, now or before, is deleted', async () => {
    await host.port.put([put(path, 'first')]);
    await host.port.put([put(path, 'second')]);
    host.write(path, 'first');
    expect(await host.port.previewReset()).toEqual({edited: [], foreign: []});
    expect((await host.port.reset(everything)).edited).toEqual([]);
    expect(host.exists(path)).toBe(false);
    expect(host.exists(KEPT)).toBe(false);
  });

  test('with other contents is deleted on request', async () => {
    await host.port.put([put(path)]);
    host.write(path, 'edited');
    expect((await host.port.reset({...everything, deleteEdited: true})).edited).toEqual([]);
    expect(host.exists(path)).toBe(false);
    expect(host.exists(KEPT)).toBe(false);
  });
});

test.each([
  ['a file with a secret', put('/etc/kubernetes/admin.conf', 'key', true)],
  ['a private key', put('/etc/kubernetes/pki/ca.key', 'key', true)],
  ['the marker of etcd', put('/etc/etcd/member')],
  ['a record of quorate', put('/var/lib/quorate/etcd-member')],
])('%s is deleted although it was changed', async (_, file) => {
  await host.port.put([file]);
  host.write(file.path, 'edited');
  expect((await host.port.reset(everything)).edited).toEqual([]);
  expect(host.exists(file.path)).toBe(false);
  expect(host.exists(KEPT)).toBe(false);
});

test('files of an earlier quorate, which recorded no contents, are deleted', async () => {
  await host.port.put([put('/etc/containerd/config.toml')]);
  host.write('/var/lib/quorate/contents', '');
  host.write('/etc/containerd/config.toml', 'edited');
  expect((await host.port.reset(everything)).edited).toEqual([]);
  expect(host.exists('/etc/containerd')).toBe(false);
});

test('a program that replaced a link of quorate is kept, and so is a link with another target', async () => {
  const links = ['kubectl', 'etcdctl', 'crictl'].map(name => ({
    path: `/usr/local/bin/${name}`,
    target: `/opt/quorate/bin/${name}`,
  }));
  await host.port.link(links);
  host.command('true', 'exit 0');
  const {rmSync} = await import('node:fs');
  for (const name of ['kubectl', 'etcdctl']) rmSync(host.at(`/usr/local/bin/${name}`));
  host.write('/usr/local/bin/kubectl', 'a program');
  host.link('/usr/local/bin/etcdctl', '/opt/mine/etcdctl');
  const {edited} = await host.port.reset(everything);
  expect(edited).toEqual([`${KEPT}/usr/local/bin/etcdctl`, `${KEPT}/usr/local/bin/kubectl`]);
  expect(readdirSync(host.at('/usr/local/bin'))).toEqual([]);
});

test('files of others in directories of quorate, and additions to its units, stay and are named', async () => {
  const own = [
    '/etc/containerd/certs.d/mine/hosts.toml',
    '/etc/kubernetes/pki/own.crt',
    '/etc/systemd/system/kubelet.service.d/10.conf',
  ];
  await host.port.put(
    ['/etc/kubernetes/pki/ca.crt', '/etc/containerd/config.toml', '/etc/systemd/system/kubelet.service'].map(path =>
      put(path),
    ),
  );
  for (const path of own) host.write(path, 'own');
  expect(await host.port.previewReset()).toEqual({edited: [], foreign: own});
  expect((await host.port.reset(everything)).foreign).toEqual(own);
  for (const path of own) expect(host.text(path)).toBe('own');
  expect(host.exists('/etc/kubernetes/pki/ca.crt')).toBe(false);
});

test('names of files cannot send anything but text to a terminal', async () => {
  await host.port.put([put('/etc/kubernetes/x')]);
  host.write('/etc/kubernetes/\u001b[31mred', '');
  expect((await host.port.previewReset()).foreign).toEqual(['/etc/kubernetes/red']);
});

test('what an earlier reset kept is not overwritten', async () => {
  for (const text of ['one', 'two']) {
    await host.port.put([put('/etc/containerd/config.toml')]);
    host.write('/etc/containerd/config.toml', text);
    await host.port.reset(everything);
  }
  expect(host.text(`${KEPT}/etc/containerd/config.toml`)).toBe('one');
  expect(host.text(`${KEPT}/etc/containerd/config.toml.1`)).toBe('two');
});

/** A command of a reset with this number is the last thing that happens, or does not happen any more. */
const cutAt = (number: number, when: 'before' | 'after'): string =>
  ['rm', 'cp', 'mv', 'rmdir', 'mkdir', 'sync']
    .map(name => {
      const run = `command ${name} "$@"`;
      return `${name}() { command echo x >>cuts; [ "$(wc -l <cuts)" = ${number} ] || { ${run}; return; }; ${when === 'after' ? `${run};` : ''} kill -KILL $$; exit 1; }`;
    })
    .join('\n');

test('wherever a reset is killed, the same reset completes it, and nothing of others is lost', {
  timeout: 300_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({min: 1, max: 30}), fc.constantFrom('before', 'after'), async (number, when) => {
      host.remove();
      fresh();
      await host.port.put(CONFIGURATION.map(path => put(path)));
      for (const path of CONFIGURATION.slice(0, 3)) host.write(path, 'edited');
      host.write('/etc/kubernetes/own', 'own');
      host.trouble = {before: cutAt(number, when)};
      await host.port.reset(everything).catch(() => {});
      const {edited} = await host.port.reset(everything);
      expect(new Set(edited.map(path => host.text(path)))).toEqual(new Set(['edited']));
      for (const path of CONFIGURATION.slice(0, 3)) expect(edited).toContain(`${KEPT}${path}`);
      for (const path of CONFIGURATION) expect(host.exists(path)).toBe(false);
      expect(host.text('/etc/kubernetes/own')).toBe('own');
      expect(host.exists('/var/lib/quorate')).toBe(false);
    }),
    {numRuns: 40},
  );
});
