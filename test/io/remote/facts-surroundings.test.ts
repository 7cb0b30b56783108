import {execFileSync} from 'node:child_process';
import {mkdirSync, symlinkSync} from 'node:fs';
import {dirname} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {EMPTY_QUERY, type FactQuery} from '../../../src/core/plan/fact-query.js';
import {REAL, TestHost} from './test-host.js';

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
  host.command('nft', '[ "$1" != --version ] || echo "nftables v1.0.6 (Lester Gooch #5)"');
  host.command('modprobe', 'exit 1');
});
afterEach(() => host.remove());

const facts = (question: Partial<FactQuery> = {}) => host.port.facts({...EMPTY_QUERY, ...question});

test('a host without these files has no routes, resolvers or controllers to judge', async () => {
  const found = await facts();
  expect(found).toMatchObject({nameservers: {}, swapDevices: [], cniFiles: [], unloadable: {}, ufw: false});
  expect([found.routes, found.cgroupControllers, found.swapServices]).toEqual([undefined, undefined, undefined]);
});

test('routes of both families are networks, without the default route and those of links', async () => {
  host.write(
    '/proc/net/route',
    `Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT
eth0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth1\t0000F40A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
tun0\t0040600A\t00000000\t0001\t0\t0\t0\t00F0FFFF\t0\t0\t0
`,
  );
  host.write(
    '/proc/net/ipv6_route',
    `fd000000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000002 00000000 00000001     eth0
fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     eth0
00000000000000000000000000000001 80 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000002 00000000 80200001       lo
`,
  );
  const {routes, defaultRoutes} = await facts();
  expect(defaultRoutes).toEqual(['IPv4', 'IPv6']);
  expect(routes).toEqual([
    {to: '10.244.0.0/16', interface: 'eth1'},
    {to: '10.96.64.0/20', interface: 'tun0'},
    {to: 'fd00:0000:0000:0000:0000:0000:0000:0000/64', interface: 'eth0'},
  ]);
});

test.each([
  ['no default route', '', []],
  ['a blackhole as default route', '*\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0', []],
  ['an unreachable default route', '*\t00000000\t00000000\t0201\t0\t0\t0\t00000000\t0\t0\t0', []],
  ['an interface as default route', 'eth0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0', ['IPv4']],
  ['a route to half of all addresses', 'tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000080\t0\t0\t0', []],
])('a host with %s', async (_, line, families) => {
  host.write('/proc/net/route', `eth1\t0000F40A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n${line}\n`);
  expect((await facts()).defaultRoutes).toEqual(families);
});

test('nameservers are those of both files, without comments, and a file with none is not absent', async () => {
  host.write('/etc/resolv.conf', '# nameserver 192.0.2.1\n; x\nsearch example.com\n');
  host.write(
    '/run/systemd/resolve/resolv.conf',
    'nameserver 192.0.2.53\nnameserver\tfe80::1%eth0\nnameserver not-an-address\noptions edns0\n',
  );
  expect((await facts()).nameservers).toEqual({
    '/etc/resolv.conf': [],
    '/run/systemd/resolve/resolv.conf': ['192.0.2.53', 'fe80::1%eth0'],
  });
});

test('an empty resolv.conf has no nameserver, as one that does not exist', async () => {
  host.write('/etc/resolv.conf', '');
  expect((await facts()).nameservers).toEqual({});
});

test('the controllers of cgroups are those of v2, or those that are enabled in v1', async () => {
  host.write('/proc/cgroups', '#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t1\t12\t1\nmemory\t0\t1\t0\n');
  expect((await facts()).cgroupControllers).toEqual(['cpu']);
  host.write('/sys/fs/cgroup/cgroup.controllers', 'cpuset cpu io pids\n');
  expect((await facts()).cgroupControllers).toEqual(['cpuset', 'cpu', 'io', 'pids']);
});

test('swap has its devices, and the services that make it', async () => {
  host.write('/proc/swaps', 'Filename\tType\tSize\n/dev/zram0    partition\t1\t0\t100\n/var/swap  file\t1\t0\t-2\n');
  host.write('/usr/lib/systemd/system/zramswap.service', '[Unit]');
  expect(await facts()).toMatchObject({
    swap: true,
    swapDevices: ['/dev/zram0', '/var/swap'],
    swapServices: ['zramswap.service'],
  });
});

describe('a file that is not one', () => {
  const FILES = [
    '/etc/resolv.conf',
    '/run/systemd/resolve/resolv.conf',
    '/etc/ufw/ufw.conf',
    '/etc/cni/net.d/00-x.conf',
    '/etc/cni/net.d/00-x.conflist',
    '/etc/NetworkManager/NetworkManager.conf',
    '/etc/NetworkManager/conf.d/x.conf',
  ];
  test.each([
    ['pipe', (path: string) => execFileSync('mkfifo', [path])],
    ['directory', (path: string) => mkdirSync(path)],
    ['link to nothing', (path: string) => symlinkSync('gone', path)],
    ['link to itself', (path: string) => symlinkSync(path, path)],
  ])('but a %s does not stop the script, and has no lines', async (_what, make) => {
    for (const file of FILES) {
      mkdirSync(dirname(host.at(file)), {recursive: true});
      make(host.at(file));
    }
    expect(await facts()).toMatchObject({nameservers: {}, cniFiles: [], ufw: false, unmanagedDevices: ''});
  });
});

test('a packet filter that does not answer does not stop the script, and one without end is shortened', async () => {
  host.write('/proc/net/ip_tables_names', 'filter\n');
  host.command('nft', '[ "$1" = --version ] || exec sleep 600');
  host.command('iptables-legacy', 'exec yes "-P INPUT ACCEPT"');
  // The limit of ten seconds is tried as one of a tenth.
  host.command('timeout', `shift; ${REAL} timeout 0.1 "$@"`);
  expect(await facts()).toMatchObject({packetFilter: []});
});

describe('configurations of pod networks', () => {
  const CILIUM = '{"cniVersion":"0.3.1","name":"old","plugins":[{"type" : "cilium-cni","ipam":{"type":"x-y"}}]}';

  test('that quorate does not own are listed with their plugins, also in hidden files', async () => {
    host.write('/etc/cni/net.d/05-cilium.conflist', CILIUM);
    host.write('/etc/cni/net.d/10-flannel.conflist', '{}');
    host.write('/etc/cni/net.d/99-loopback.conf', 'not JSON');
    host.write('/etc/cni/net.d/.00.conf', '{"type": "bridge"}');
    host.write('/etc/cni/net.d/README', 'x');
    host.write('/var/lib/quorate/owned', '/etc/cni/net.d/10-flannel.conflist\n');
    const {cniFiles} = await facts();
    expect(cniFiles?.toSorted((one, other) => (one.name < other.name ? -1 : 1))).toEqual([
      {name: '.00.conf', plugins: ['bridge']},
      {name: '05-cilium.conflist', plugins: ['cilium-cni', 'x-y']},
      {name: '99-loopback.conf', plugins: []},
    ]);
  });

  test('with a line break in the name, or that are links to nowhere, are left out', async () => {
    host.write('/etc/cni/net.d/a\nb.conf', CILIUM);
    host.link('/etc/cni/net.d/05.conf', '/nowhere');
    expect((await facts()).cniFiles).toEqual([]);
  });
});

describe('kernel modules that are not loaded', () => {
  beforeEach(() => host.write('/run/systemd/container', ''));
  const unloadable = async () => (await facts({modules: ['overlay', 'vxlan', 'nf_conntrack']})).unloadable;

  test('can be loaded if modprobe finds them, which is asked once', async () => {
    host.command('modprobe', 'echo "$*" >>"$ROOT/asked"; echo insmod /lib/modules/x.ko');
    expect(await unloadable()).toEqual({});
    expect(host.text('/asked')).toBe('-n -v -a -- overlay vxlan nf_conntrack\n');
  });

  test('cannot be loaded if modprobe does not find them, or is configured not to load them', async () => {
    host.command(
      'modprobe',
      'case "$*" in *vxlan*) exit 1 ;; *overlay*) echo "install /bin/false" ;; *) echo insmod x ;; esac',
    );
    expect(await unloadable()).toEqual({vxlan: 'missing', overlay: 'disabled'});
    host.command('modprobe', 'case "$*" in *overlay*) echo "install /bin/true" ;; *) echo insmod x ;; esac');
    expect(await unloadable()).toEqual({overlay: 'disabled'});
  });

  test('are not judged in a container, or without modprobe', async () => {
    host.write('/run/systemd/container', 'systemd-nspawn\n');
    expect(await unloadable()).toEqual({});
    host.write('/run/systemd/container', '');
    host.without = ['modprobe'];
    expect(await unloadable()).toEqual({});
  });
});

describe('the packet filter', () => {
  const withRuleset = (text: string) => {
    host.write('/ruleset', text);
    host.command('nft', `case $1 in --version) echo 'nftables v1.0.6 (x)' ;; *) cat "$ROOT/ruleset" ;; esac`);
  };
  const chains = async () => (await facts()).packetFilter;

  test('of a host without rules drops nothing', async () => {
    expect(await facts()).toMatchObject({nftVersion: '1.0.6', packetFilter: []});
  });

  test('is not asked on a host of a cluster, or without nft', async () => {
    host.without = ['nft'];
    expect(await chains()).toBeUndefined();
    host.without = [];
    host.write('/etc/quorate/owned', '/etc/etcd\n');
    expect(await facts()).not.toHaveProperty('packetFilter');
    expect(await facts()).not.toHaveProperty('nftVersion');
  });

  const chain = (family: string, table: string, name: string, hook: string, rest: string) =>
    `table ${family} ${table} {\n\tchain ${name} {\n\t\ttype filter hook ${hook} priority filter; ${rest}\n\t}\n}\n`;

  test.each<{what: string; text: string; finds: readonly string[]}>([
    {what: 'a policy', text: chain('inet', 'f', 'in', 'input', 'policy drop;'), finds: ['nft inet f in input']},
    {
      what: 'the policy that Docker leaves',
      text: `# Warning: table ip filter is managed by iptables-nft, do not touch!\n${chain('ip', 'filter', 'FORWARD', 'forward', 'policy drop;\n\t\tcounter packets 0 bytes 0 jump DOCKER-USER')}`,
      finds: ['iptables ip filter FORWARD forward'],
    },
    {
      what: 'a last rule that rejects, as in images of Oracle',
      text: chain(
        'ip',
        'filter',
        'INPUT',
        'input',
        'policy accept;\n\t\tct state related,established counter packets 1 bytes 2 accept\n\t\tcounter packets 0 bytes 0 reject with icmp type host-prohibited',
      ),
      finds: ['iptables ip filter INPUT input'],
    },
    {
      what: 'a last rule that drops',
      text: chain(
        'ip6',
        'own',
        'x',
        'input',
        'policy accept;\n\t\ttcp dport 22 accept\n\t\tcounter drop comment "rest"',
      ),
      finds: ['nft ip6 own x input'],
    },
    {
      what: 'a rule that drops on a condition',
      text: chain(
        'inet',
        'f',
        'in',
        'input',
        'policy accept;\n\t\tct state invalid drop\n\t\tip saddr 192.0.2.1 reject',
      ),
      finds: [],
    },
    {what: 'firewalld', text: chain('inet', 'firewalld', 'filter_INPUT', 'input', 'policy drop;'), finds: []},
    {what: 'output', text: chain('inet', 'f', 'out', 'output', 'policy drop;'), finds: []},
    {what: 'a bridge', text: chain('bridge', 'f', 'in', 'input', 'policy drop;'), finds: []},
    {what: 'a chain without a hook', text: 'table ip f {\n\tchain mine {\n\t\tdrop\n\t}\n}\n', finds: []},
    {
      what: 'two chains of a table',
      text: `table inet f {\n\tset s {\n\t\ttype ipv4_addr\n\t}\n\tchain in {\n\t\ttype filter hook input priority 0; policy drop;\n\t\tiif "lo" accept\n\t}\n\n\tchain out {\n\t\ttype filter hook forward priority 0; policy drop;\n\t}\n}\n`,
      finds: ['nft inet f in input', 'nft inet f out forward'],
    },
    {what: 'a truncated answer', text: 'table inet f {\n\tchain in {\n\t\ttype filter hook input prio', finds: []},
  ])('with $what gives $finds', async ({text, finds}) => {
    withRuleset(text);
    expect((await chains())?.map(each => Object.values(each).join(' '))).toEqual(finds);
  });

  test.each([
    ['-P INPUT ACCEPT\n-P FORWARD DROP\n', ['forward']],
    ['-P INPUT ACCEPT\n-A INPUT -i lo -j ACCEPT\n-A INPUT -j REJECT --reject-with icmp-host-prohibited\n', ['input']],
    ['-P INPUT ACCEPT\n-A INPUT -s 192.0.2.1/32 -j DROP\n', []],
  ])('of legacy iptables with %j drops %j', async (rules, hooks) => {
    host.write('/proc/net/ip_tables_names', 'nat\nfilter\n');
    host.command('iptables-legacy', 'exit 127');
    host.write('/rules', rules);
    host.command('iptables', '[ "$*" = -S ] && cat "$ROOT/rules"');
    expect((await chains())?.map(({hook}) => hook)).toEqual(hooks);
  });

  test('of ufw is on if its configuration says so', async () => {
    host.write('/etc/ufw/ufw.conf', '# ENABLED=yes\nENABLED=no\n');
    expect((await facts()).ufw).toBe(false);
    host.write('/etc/ufw/ufw.conf', 'ENABLED=yes\nLOGLEVEL=low\n');
    expect((await facts()).ufw).toBe(true);
  });
});

test('what NetworkManager leaves alone is read from its configuration, if it has one', async () => {
  expect(await facts()).not.toHaveProperty('unmanagedDevices');
  mkdirSync(host.at('/etc/NetworkManager/conf.d'), {recursive: true});
  expect((await facts()).unmanagedDevices).toBe('');
  host.write('/etc/NetworkManager/conf.d/x.conf', '[keyfile]\nunmanaged-devices=interface-name:cni*\n');
  expect((await facts()).unmanagedDevices).toBe('unmanaged-devices=interface-name:cni*');
});
