import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {loadTemplates} from '../../../src/io/local/templates.js';
import {importImages} from '../../../src/io/remote/images.js';
import {TestHost} from './test-host.js';

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
});
afterEach(() => host.remove());

const calls = (): readonly string[] => (host.exists('/calls') ? host.text('/calls').trimEnd().split('\n') : []);
const noting = 'echo "$(basename "$0") $*" >>"$ROOT/calls"';

test('missing modules are loaded, and different settings are set', async () => {
  host.command('modprobe', noting);
  host.write('/sys/module/overlay/x', '');
  host.write('/proc/sys/net/ipv4/ip_forward', '0\n');
  host.write('/proc/sys/vm/same', '1\n', 0o444);
  await host.port.prepareKernel(['overlay', 'br_netfilter'], {'net.ipv4.ip_forward': '1', 'vm.same': '1'});
  expect(calls()).toEqual(['modprobe -- br_netfilter']);
  expect(host.text('/proc/sys/net/ipv4/ip_forward')).toBe('1\n');
});

test('a module that cannot be loaded is an error on a machine, and not in a container', async () => {
  host.command('modprobe', 'echo "modprobe: FATAL: Module overlay not found" >&2; exit 1');
  await host.port.prepareKernel(['overlay'], {});
  host.write('/run/systemd/container', '');
  await expect(host.port.prepareKernel(['overlay'], {})).rejects.toMatchObject({
    code: 'hosts/command-failed',
    message: expect.stringMatching(/cp-1.*overlay.*not found/),
  });
});

test('a setting that cannot be set is an error that names it', async () => {
  await expect(host.port.prepareKernel([], {'net.ipv4.ip_forward': '1'})).rejects.toMatchObject({
    code: 'hosts/command-failed',
    message: expect.stringContaining('net.ipv4.ip_forward'),
  });
});

/** `systemctl start` returns when the unit has recorded its inputs. */
const recording = `[ "$1" != start ] || {
  shift 2
  mkdir -p "$ROOT/run/quorate/started"
  for unit; do echo of this start >"$ROOT/run/quorate/started/$unit"; done
}`;

test('units are reloaded, enabled and started, in their order', async () => {
  host.command('systemctl', `${noting}; ${recording}`);
  await host.port.run(['containerd.service', 'kubelet.service']);
  expect(calls()).toEqual([
    'systemctl enable --quiet -- containerd.service kubelet.service',
    'systemctl reset-failed -- containerd.service kubelet.service',
    'systemctl restart --no-block -- containerd.service kubelet.service',
    'systemctl start -- containerd.service kubelet.service',
  ]);
});

test('a slow start is waited for until the unit has recorded its inputs', async () => {
  host.command('systemctl', recording);
  host.write('/run/quorate/started/etcd.service', 'of an earlier start\n');
  await host.port.run(['etcd.service', 'kubelet.service']);
  for (const unit of ['etcd.service', 'kubelet.service'])
    expect(host.text(`/run/quorate/started/${unit}`)).toBe('of this start\n');
});

test('a unit that cannot be started is an error', async () => {
  host.command('systemctl', `[ "$1" = reset-failed ] && exit 1; ${recording}`);
  await host.port.run(['etcd.service']);
  host.command('systemctl', '[ "$1" = restart ] || exit 0; echo "Unit etcd.service not found." >&2; exit 5');
  await expect(host.port.run(['etcd.service'])).rejects.toMatchObject({
    code: 'hosts/command-failed',
    message: expect.stringMatching(/cp-1.*etcd\.service.*not found/),
  });
});

test('a reload affects only its units', async () => {
  host.command('systemctl', noting);
  await host.port.reload(['quorate-balancer.service']);
  expect(calls()).toEqual(['systemctl reload-or-restart -- quorate-balancer.service']);
  expect(host.commands).toMatchObject([{changes: true}]);
});

test('a refused reload is an error that names unit and host', async () => {
  host.command('systemctl', 'echo "Unit quorate-balancer.service not found." >&2; exit 5');
  await expect(host.port.reload(['quorate-balancer.service'])).rejects.toMatchObject({
    code: 'hosts/command-failed',
    message: expect.stringMatching(/cp-1.*quorate-balancer\.service.*not found/),
  });
});

/** An archive of this containerd has the rows that it adds to the table of images. */
const CTR = `#!/bin/sh
shift 4
echo 'level=warning msg="DEPRECATION"' >&2
case "$*" in
  version) [ -e ready ] || { [ -e asked ] && touch ready; touch asked; echo 'no such socket' >&2; exit 1; } ;;
  'images import --local '*) cat "$4" >>imported ;;
  'images ls '*)
    shift 2
    echo 'REF                    TYPE       DIGEST     SIZE      PLATFORMS   LABELS'
    for filter; do grep -F "$(printf '%s' "$filter" | sed 's/^name=="//; s/"$//') " imported; done
    ;;
  *) echo "$*" >>labels ;;
esac
`;
const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const row = (image: string, target: string): string =>
  `${image}  application/vnd.oci.image.index.v1+json ${target} 677.6 KiB linux/amd64 -      \n`;
const archives = [
  {image: 'registry.k8s.io/pause:3.10', imageDigest: digest('a'), path: '/opt/quorate/pause/3.10/pause.tar'},
  {image: 'registry.k8s.io/coredns:1.15', path: '/opt/quorate/coredns/1.15/coredns.tar'},
];
const [pause] = archives;

test('images are imported once containerd answers, and pinned', async () => {
  host.write('/opt/quorate/bin/ctr', CTR, 0o755);
  for (const {image, path} of archives) host.write(path, row(image, digest('a')));
  await host.port.importImages(archives);
  expect(host.text('/imported')).toBe(archives.map(({image}) => row(image, digest('a'))).join(''));
  expect(host.text('/labels').trimEnd().split('\n')).toEqual(
    archives.map(({image}) => `images label ${image} io.cri-containerd.pinned=pinned`),
  );
});

test('an archive without its image is an error', async () => {
  host.write('/opt/quorate/bin/ctr', CTR, 0o755);
  host.write(pause!.path, row('registry.k8s.io/pause:3.1', digest('a')));
  await expect(host.port.importImages([pause!])).rejects.toMatchObject({
    code: 'hosts/command-failed',
    message: expect.stringContaining('registry.k8s.io/pause:3.10'),
  });
});

test('an archive whose image has another digest is an error with both, and the image is not pinned', async () => {
  host.write('/opt/quorate/bin/ctr', CTR, 0o755);
  host.write(pause!.path, row(pause!.image, digest('b')));
  await expect(host.port.importImages([pause!])).rejects.toMatchObject({
    code: 'hosts/command-failed',
    message: expect.stringMatching(new RegExp(`^cp-1.*${digest('b')}.*${digest('a')}`)),
  });
  expect(host.exists('/labels')).toBe(false);
});

test.each(['sha256:a\nx', ''])('an image with the digest %j is not sent to a host', async imageDigest => {
  await expect(host.port.importImages([{...pause!, imageDigest}])).rejects.toMatchObject({
    code: 'hosts/unusable-value',
  });
  expect(host.commands).toEqual([]);
});

describe('SELinux booleans', () => {
  beforeEach(() => host.command('setsebool', noting));

  test('are set for good in one call, without those that the policy does not have', async () => {
    for (const name of ['haproxy_connect_any', 'other']) host.write(`/sys/fs/selinux/booleans/${name}`, '0 0');
    await host.port.setBooleans(['haproxy_connect_any', 'keepalived_connect_any', 'other']);
    expect(calls()).toEqual(['setsebool -P haproxy_connect_any=on other=on']);
    expect(host.commands).toMatchObject([{changes: true}]);
  });

  test('are not set where the policy has none of them', async () => {
    await host.port.setBooleans(['haproxy_connect_any']);
    expect(calls()).toEqual([]);
  });

  test('that cannot be set are an error', async () => {
    host.write('/sys/fs/selinux/booleans/haproxy_connect_any', '0 0');
    host.command('setsebool', 'echo "Cannot set persistent booleans without managed policy." >&2; exit 1');
    await expect(host.port.setBooleans(['haproxy_connect_any'])).rejects.toMatchObject({
      code: 'hosts/command-failed',
      message: expect.stringMatching(/cp-1.*without managed policy/),
    });
  });
});

test('a full disk of containerd is named, not that of the archive', async () => {
  const full = 'ctr: failed to extract layer: write /usr/bin/x: unknown';
  host.fillUp('/var/lib/containerd');
  host.write('/var/lib/containerd/x', '');
  host.write('/opt/quorate/bin/ctr', `#!/bin/sh\n[ "$5" = version ] || { echo '${full}' >&2; exit 1; }\n`, 0o755);
  await expect(host.port.importImages([pause!])).rejects.toMatchObject({
    code: 'hosts/disk-full',
    message: expect.stringContaining('cp-1: no space left to write /var/lib/containerd/;'),
    suggestions: ['free space on cp-1: df -h /var/lib/containerd', expect.any(String)],
  });
});

test('a containerd that does not answer is an error with its last output', async () => {
  host.write('/opt/quorate/bin/ctr', '#!/bin/sh\necho "dial unix: refused" >&2\nexit 1\n', 0o755);
  const shell = {name: hostName('cp-1'), transport: host.transport, templates: await loadTemplates()};
  await expect(importImages(shell, archives, 0)).rejects.toMatchObject({
    code: 'timeout/containerd',
    message: expect.stringContaining('dial unix: refused'),
  });
});

test('units are stopped, and stay enabled', async () => {
  host.command('systemctl', noting);
  await host.port.stop(['kube-apiserver.service', 'etcd.service']);
  expect(calls()).toEqual(['systemctl stop --quiet -- kube-apiserver.service etcd.service']);
  expect(host.commands).toMatchObject([{changes: true}]);
});

test('a unit that does not stop is an error that names unit and host', async () => {
  host.command('systemctl', 'echo "Job for etcd.service canceled." >&2; exit 1');
  await expect(host.port.stop(['etcd.service'])).rejects.toMatchObject({
    code: 'hosts/command-failed',
    message: expect.stringMatching(/cp-1.*etcd\.service.*canceled/),
  });
});

test('the restarts of existing units are those of systemd', async () => {
  host.write('/proc/uptime', '100000.25 190000.50\n');
  const block = (id: string, loaded: string, active: string, restarts: number, since: number) =>
    `Id=${id}\nLoadState=${loaded}\nActiveState=${active}\nActiveEnterTimestampMonotonic=${since}\nNRestarts=${restarts}\n`;
  host.write(
    '/says',
    [
      block('etcd.service', 'loaded', 'active', 0, 99_940_123_456),
      block('kubelet.service', 'loaded', 'activating', 12, 99_000_000_000),
      block('no.service', 'not-found', 'inactive', 0, 0),
    ].join('\n'),
  );
  host.command('systemctl', `${noting}; cat "$ROOT/says"`);
  expect(await host.port.restarts(['etcd.service', 'kubelet.service', 'no.service'])).toEqual(
    new Map([
      ['etcd.service', {active: 'active', restarts: 0, activeSeconds: 60}],
      ['kubelet.service', {active: 'activating', restarts: 12}],
    ]),
  );
  expect(host.commands).toMatchObject([{changes: false}]);
});

test('the last log lines of a unit are shortened, and not logged', async () => {
  host.write('/said', `first\n\n${'x'.repeat(500)}\u001b[31mred\n`);
  host.command('journalctl', `${noting}; cat "$ROOT/said"`);
  expect(await host.port.lastLogLines('etcd.service')).toEqual(['first', 'x'.repeat(300)]);
  expect(calls()).toEqual([expect.stringContaining('_SYSTEMD_UNIT=etcd.service')]);
  expect(host.commands).toMatchObject([{changes: false, secret: true}]);
});

test('a unit whose log cannot be read has no last log lines', async () => {
  host.command('journalctl', 'echo "No journal files were found." >&2; exit 1');
  expect(await host.port.lastLogLines('etcd.service')).toEqual([]);
});
