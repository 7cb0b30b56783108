import {describe, expect, test} from 'vitest';
import {PREFLIGHT_UNITS} from '../../../../src/core/checks/preflight/commands.js';
import type {HostFacts, UnitFact} from '../../../../src/core/model/observed.js';
import type {DropChain} from '../../../../src/core/model/surroundings.js';
import {desiredCluster} from '../../../support/desired.js';
import {codes, saidOf} from './plan-input.js';

const active: UnitFact = {active: 'active', enabled: true, fresh: true, reloaded: true};
const {network} = desiredCluster();
const withoutFlannel = {network: {...network, plugin: 'none'} as typeof network};

/** Facts of a new worker, and what it gets; with "none" as the plugin if `none` is given; later nothing. */
interface Case {
  readonly what: string;
  readonly facts: Partial<HostFacts>;
  readonly finds: readonly string[];
  readonly none?: readonly string[];
}

const cni = (...names: readonly string[]): Partial<HostFacts> => ({
  cniFiles: names.map(name => ({name, plugins: ['cilium-cni']})),
});
const RESOLVED = new Map([['systemd-resolved.service', active]]);
const etc = (...servers: readonly string[]): Partial<HostFacts> => ({nameservers: {'/etc/resolv.conf': servers}});
const device = (name: string, address: string): Partial<HostFacts> => ({
  interfaces: {'127.0.0.1': 'lo', '10.0.0.21': 'eth0', [address]: name},
});
const route = (to: string, name = 'eth1'): Partial<HostFacts> => ({routes: [{to, interface: name}]});

describe.each<Case>([
  {
    what: 'a configuration of another plugin that sorts before that of flannel',
    facts: cni('05-cilium.conflist'),
    finds: ['error CNIConfig'],
    none: ['warning CNIConfig'],
  },
  {what: 'a hidden one', facts: cni('.x.conf'), finds: ['error CNIConfig'], none: ['warning CNIConfig']},
  {
    what: 'one that sorts after it',
    facts: cni('10-flannel.conflist.conf', '87-podman.conflist'),
    finds: ['warning CNIConfig', 'warning CNIConfig'],
    none: ['warning CNIConfig', 'warning CNIConfig'],
  },
  {what: 'one with an ending that is not loaded', facts: cni('05-cilium.conflist.cilium_bak'), finds: []},
  {what: 'flannel’s own name', facts: cni('10-flannel.conflist'), finds: []},

  {what: 'no file of nameservers', facts: {nameservers: {}}, finds: ['error ResolvConf']},
  {what: 'a file without nameservers', facts: etc(), finds: ['error ResolvConf']},
  {what: 'a resolver on loopback alone', facts: etc('127.0.0.1'), finds: ['error ResolvConf']},
  {what: 'resolvers on loopback alone', facts: etc('::1', '127.0.0.53'), finds: ['error ResolvConf']},
  {what: 'a resolver on loopback among others', facts: etc('192.0.2.53', '127.0.0.1'), finds: ['warning ResolvConf']},
  {what: 'three nameservers', facts: etc('192.0.2.1', '192.0.2.2', 'fe80::1%eth0'), finds: []},
  {
    what: 'four nameservers',
    facts: etc('192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'),
    finds: ['warning ResolvConf'],
  },
  {
    what: 'systemd-resolved with nameservers',
    facts: {
      units: RESOLVED,
      nameservers: {'/etc/resolv.conf': ['127.0.0.53'], '/run/systemd/resolve/resolv.conf': ['192.0.2.53']},
    },
    finds: [],
  },
  {
    what: 'systemd-resolved without nameservers',
    facts: {units: RESOLVED, nameservers: {'/etc/resolv.conf': ['192.0.2.53'], '/run/systemd/resolve/resolv.conf': []}},
    finds: ['error ResolvConf'],
  },
  {what: 'nameservers that are not known', facts: {}, finds: []},

  {what: 'an address in the range of pods', facts: device('eth1', '10.244.1.9'), finds: ['error NetworkOverlap']},
  {what: 'an address in the range of services', facts: device('tun0', '10.96.7.9'), finds: ['error NetworkOverlap']},
  {
    what: 'a bridge of an earlier cluster',
    facts: device('cni0', '10.244.3.1'),
    finds: ['error NetworkOverlap'],
    none: ['warning NetworkOverlap'],
  },
  {
    what: 'a bridge of an earlier cluster of other ranges',
    facts: device('cni0', '10.42.0.1'),
    finds: ['error NetworkOverlap'],
    none: ['warning NetworkOverlap'],
  },
  {what: 'an address of the other family', facts: device('eth1', 'fd00::1'), finds: []},
  {what: 'the bridge of Docker', facts: device('docker0', '172.17.0.1'), finds: []},
  {what: 'a route to a network of pods', facts: route('10.244.7.0/24'), finds: ['warning NetworkOverlap']},
  {what: 'a route to a network of services', facts: route('10.96.4.0/24'), finds: ['warning NetworkOverlap']},
  {what: 'a route to all services', facts: route('10.96.0.0/12'), finds: []},
  {what: 'no default route', facts: {...route('10.0.0.0/24'), defaultRoutes: []}, finds: ['error ServiceRoute']},
  {what: 'a default route', facts: {...route('10.0.0.0/24'), defaultRoutes: ['IPv4']}, finds: []},
  {
    what: 'a default route of the other family',
    facts: {...route('10.0.0.0/24'), defaultRoutes: ['IPv6']},
    finds: ['error ServiceRoute'],
  },
  {what: 'a route to all services alone', facts: {...route('10.96.0.0/12'), defaultRoutes: []}, finds: []},
  {
    what: 'a route to a part of the services alone',
    facts: {...route('10.96.0.0/13'), defaultRoutes: []},
    finds: ['warning NetworkOverlap', 'error ServiceRoute'],
  },
  {what: 'a route to a larger network alone', facts: {...route('10.0.0.0/8'), defaultRoutes: []}, finds: []},
  {what: 'a route to a larger network', facts: route('10.0.0.0/8'), finds: []},
  {what: 'a route to another network', facts: route('192.168.0.0/16'), finds: []},
  {
    what: 'an address and the route to its network',
    facts: {...device('eth1', '10.244.1.9'), ...route('10.244.0.0/16')},
    finds: ['error NetworkOverlap'],
  },
  {what: 'routes that are not known', facts: {}, finds: []},

  {
    what: 'NetworkManager without a configuration for pods',
    facts: {units: new Map([['NetworkManager.service', active]]), unmanagedDevices: ''},
    finds: ['warning NetworkManager'],
    none: [],
  },
  {
    what: 'NetworkManager that leaves the interfaces of pods alone',
    facts: {
      units: new Map([['NetworkManager.service', active]]),
      unmanagedDevices: 'unmanaged-devices=interface-name:cni*;interface-name:flannel*',
    },
    finds: [],
  },
  {
    what: 'nm-cloud-setup',
    facts: {
      units: new Map([
        ['NetworkManager.service', active],
        ['nm-cloud-setup.timer', active],
        ['nm-cloud-setup.service', {...active, active: 'inactive', enabled: false}],
      ]),
    },
    finds: ['warning NetworkManager'],
  },
  {
    what: 'NetworkManager that is not active',
    facts: {units: new Map([['NetworkManager.service', {...active, active: 'inactive'}]]), unmanagedDevices: ''},
    finds: [],
  },
])('a new node with $what', ({facts, finds, none = finds}) => {
  test(`has ${finds.join(', ') || 'no finding'}`, () => {
    expect(codes(saidOf('worker-1', facts))).toEqual(finds);
    expect(codes(saidOf('worker-1', facts, {changes: withoutFlannel}))).toEqual(none);
  });

  test('has none of them when it is part of the cluster, and neither has a host without pods', () => {
    expect(saidOf('worker-1', facts, {isNew: false})).toEqual([]);
    expect(saidOf('etcd-1', facts, {external: true})).toEqual([]);
  });
});

test('a file whose name is no word is not part of a command', () => {
  const [finding] = saidOf('worker-1', {cniFiles: [{name: '$(reboot).conf', plugins: []}]});
  expect(finding?.fix).not.toContain('reboot');
});

describe('a packet filter', () => {
  const chain = (changes: Partial<DropChain> = {}): DropChain => ({
    tool: 'nft',
    family: 'inet',
    table: 'f',
    chain: 'in',
    hook: 'input',
    ...changes,
  });
  const said = (host: string, given: DropChain, external = false) =>
    saidOf(host, {packetFilter: [given]}, {external}).map(({fix}) => /`([^`]*)`/.exec(fix!)![1]!);

  test('of nftables gets one command with all ports, those of etcd for its peers only', () => {
    expect(said('cp-1', chain())).toEqual([
      "nft 'insert rule inet f in tcp dport { 6443, 10250 } accept; insert rule inet f in udp dport { 8472 } accept; insert rule inet f in ip saddr 10.0.0.12 tcp dport { 2380 } accept; insert rule inet f in ip saddr 10.0.0.13 tcp dport { 2380 } accept; insert rule inet f in ip saddr 10.244.0.0/16 accept'",
    ]);
  });

  test('of iptables that Docker left behind gets rules for packets of pods, in both directions', () => {
    expect(
      said('worker-1', chain({tool: 'iptables', family: 'ip', table: 'filter', chain: 'FORWARD', hook: 'forward'})),
    ).toEqual(['iptables -I FORWARD -s 10.244.0.0/16 -j ACCEPT && iptables -I FORWARD -d 10.244.0.0/16 -j ACCEPT']);
  });

  test('for forwarded packets is no matter on a host without pods, nor is one of another family', () => {
    expect(said('etcd-1', chain({hook: 'forward'}), true)).toEqual([]);
    expect(said('worker-1', chain({family: 'ip6'}))).toEqual([]);
    expect(said('etcd-1', chain(), true)).toHaveLength(1);
  });

  test('of ufw gets the commands of ufw, and its chains have no finding of their own', () => {
    const findings = saidOf('cp-1', {ufw: true, packetFilter: [chain()]});
    expect(codes(findings)).toEqual(['warning PacketFilter']);
    expect(findings[0]?.fix).toContain('ufw allow 6443/tcp && ufw allow 10250/tcp && ufw allow 8472/udp');
    expect(findings[0]?.fix).toContain('ufw allow proto tcp from 10.0.0.12 to any port 2380');
    expect(findings[0]?.fix).toContain('ufw route allow from 10.244.0.0/16 && ufw route allow to 10.244.0.0/16');
  });

  test('of firewalld gets the ports, and the ranges of pods and services in its trusted zone', () => {
    const [finding] = saidOf('worker-1', {units: new Map([['firewalld.service', active]])});
    expect(finding?.fix).toBe(
      'on worker-1: `firewall-cmd --permanent --add-port=10250/tcp --add-port=8472/udp && firewall-cmd --permanent --zone=trusted --add-source=10.244.0.0/16 --add-source=10.96.0.0/12 && firewall-cmd --reload`',
    );
  });

  test('is not judged on a host of the cluster', () => {
    expect(saidOf('cp-1', {ufw: true, packetFilter: [chain()]}, {isNew: false})).toEqual([]);
  });
});

test('the units that these checks ask for are read from every host', () => {
  expect(PREFLIGHT_UNITS).toEqual(expect.arrayContaining(['NetworkManager.service', 'nm-cloud-setup.timer']));
});
