import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {desire} from '../../../src/core/desire.js';
import {hostName} from '../../../src/core/model/names.js';
import {restrictTo} from '../../../src/core/model/scope.js';
import {desiredCerts} from '../../../src/core/pki/certificates.js';
import {unitInputs, unitReloads} from '../../../src/core/render/unit-inputs.js';
import {balanced, clusterConfig, sharedEndpoint} from '../../support/builders/config.js';
import {containerFacts, machineFacts} from '../../support/builders/facts.js';
import {release, withArtifacts} from '../../support/builders/release.js';
import {credentialsIn, fileOf, flagsOf, rendered} from '../../support/rendering.js';

const KUBELET_CONFIG = '/var/lib/kubelet/config.yaml';
const CONTAINERD_CONFIG = '/etc/containerd/config.toml';
const KUBE_PROXY_CONFIG = '/etc/kubernetes/kube-proxy.d/config.yaml';
const external = clusterConfig('external');
const names = (host: string, config = clusterConfig()) =>
  rendered(host, {config}).units.map(({name}) => name.replace('.service', ''));

const NODE = ['kubelet', 'kube-proxy', 'flanneld'];
const CONTROL_PLANE = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

describe('the units of a host', () => {
  test('on a stacked control plane are all of them', () => {
    expect(names('cp1')).toEqual(['etcd', ...CONTROL_PLANE, 'quorate-balancer', 'containerd', ...NODE]);
  });

  test('on a control plane of the external topology are all except etcd', () => {
    expect(names('cp1', external)).toEqual([...CONTROL_PLANE, 'quorate-balancer', 'containerd', ...NODE]);
  });

  test('on an etcd host are etcd only', () => {
    expect(names('etcd1', external)).toEqual(['etcd']);
    expect(rendered('etcd1', {config: external})).toMatchObject({modules: [], sysctls: {}, images: []});
  });

  test('on a load balancer are haproxy and keepalived, and none of Kubernetes', () => {
    expect(names('lb1', balanced())).toEqual(['quorate-load-balancer', 'quorate-keepalived']);
    expect(rendered('lb1', {config: balanced()})).toMatchObject({artifacts: [], modules: [], images: []});
  });

  test('on the only load balancer have no keepalived', () => {
    const config = balanced();
    expect(names('lb1', {...config, hosts: config.hosts.filter(({name}) => name !== 'lb2')})).toEqual([
      'quorate-load-balancer',
    ]);
  });

  test('on a control plane that shares the endpoint are keepalived and no second haproxy', () => {
    const units = names('cp1', sharedEndpoint());
    expect(units.filter(name => !names('cp1').includes(name))).toEqual(['quorate-keepalived']);
    expect(units.filter(name => name.includes('balancer'))).toEqual(['quorate-balancer']);
    expect(names('w1', sharedEndpoint())).toEqual(names('w1'));
  });

  test('on a worker are a load balancer and the agents of a node', () => {
    expect(names('w1')).toEqual(['quorate-balancer', 'containerd', ...NODE]);
  });

  test('start before images are imported, except those that run pods', () => {
    const late = rendered('cp1').units.filter(({phase}) => phase === 'late');
    expect(late.map(({name}) => name)).toEqual(NODE.map(name => `${name}.service`));
  });
});

describe.each(['cp1', 'w1', 'lb1'])('every unit of %s', host => {
  const rendering = rendered(host, {config: balanced()});
  const units = rendering.files.filter(({path}) => path.endsWith('.service'));

  test.each(units.map(unit => [unit.path, unit] as const))(
    '%s is for root alone and comes back at once',
    (_, {mode, text}) => {
      expect(mode).toBe('600');
      expect(text).toMatch(/^Restart=always$/m);
      expect(text).toMatch(/^RestartSec=500ms$/m);
      expect(text).toMatch(/^StartLimitIntervalSec=0$/m);
      expect(text).toMatch(/^WantedBy=multi-user.target$/m);
    },
  );

  test.each(units.map(unit => [unit.path, unit] as const))(
    '%s records what it reads: itself, its binary, every file in its flags',
    (path, {text}) => {
      const inputs = unitInputs(text);
      const program = /^ExecStart=(\S+)/m.exec(text)?.[1];
      expect(text).toMatch(/^ExecStartPre=\+\/opt\/quorate\/libexec\/started %n$/m);
      expect(inputs.slice(0, 2)).toEqual([path, program]);
      const credentials = credentialsIn(path.replace(/^.*\/(.*)\.service$/, '$1'), text);
      const command = text.replaceAll(/\/run\/credentials\/\S+/g, copy => credentials.get(copy) ?? copy);
      const read = [...command.matchAll(/^ +--[\w-]+=(\/\S+\.(?:crt|key|pub|conf|yaml|json))/gm)].map(
        match => match[1],
      );
      expect(read.filter(file => !inputs.includes(file ?? ''))).toEqual([]);
      expect(new Set(inputs).size).toBe(inputs.length);
    },
  );
});

describe('the facts of a host decide', () => {
  const kubelet = (facts = machineFacts(), version = '1.36.3') =>
    parse(fileOf(rendered('w1', {facts, release: release(version)}), KUBELET_CONFIG)) as Record<string, unknown>;
  const toml = (facts = machineFacts()) => fileOf(rendered('w1', {facts}), CONTAINERD_CONFIG);

  test('the cgroup driver, the same for kubelet and containerd', () => {
    expect(kubelet().cgroupDriver).toBe('systemd');
    expect(toml()).toMatch(/SystemdCgroup = true/);
    for (const facts of [containerFacts(), containerFacts({cgroup: 'v2'}), machineFacts({cgroup: 'v1'})]) {
      expect(kubelet(facts).cgroupDriver).toBe('cgroupfs');
      expect(toml(facts)).toMatch(/SystemdCgroup = false/);
    }
  });

  test('whether a kubelet gets failCgroupV1, which kubelets before 1.35 do not need', () => {
    expect(kubelet(containerFacts())).toMatchObject({failCgroupV1: false});
    expect(kubelet(containerFacts(), '1.34.9')).not.toHaveProperty('failCgroupV1');
    expect(kubelet(machineFacts())).not.toHaveProperty('failCgroupV1');
  });

  test('whether containers may have a lower OOM score than their host', () => {
    expect(toml()).toMatch(/restrict_oom_score_adj = false/);
    expect(toml(machineFacts({capSysResource: false}))).toMatch(/restrict_oom_score_adj = true/);
  });

  test('whether kube-proxy sets the limits of connection tracking', () => {
    const proxy = (facts = machineFacts()) => parse(fileOf(rendered('w1', {facts}), KUBE_PROXY_CONFIG)) as unknown;
    expect(proxy()).not.toHaveProperty('conntrack');
    expect(proxy(machineFacts({sysctlWritable: false}))).toMatchObject({
      conntrack: {maxPerCore: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s'},
    });
  });

  test('which modules are loaded: none in a container', () => {
    expect(rendered('w1').modules).toEqual(['overlay', 'br_netfilter', 'nf_conntrack']);
    const container = rendered('w1', {facts: containerFacts({modules: ['overlay']})});
    expect(container.modules).toEqual(['overlay']);
    expect(container.sysctls).toEqual({'net.ipv4.ip_forward': '1'});
  });

  test('whether pods use the resolver of systemd-resolved', () => {
    const units = new Map([
      ['systemd-resolved.service', {active: 'active', enabled: true, fresh: false, reloaded: true}],
    ]);
    expect(kubelet(machineFacts({units}))).toMatchObject({resolvConf: '/run/systemd/resolve/resolv.conf'});
    expect(kubelet()).not.toHaveProperty('resolvConf');
  });

  test('whether the kubelet gets its node name', () => {
    const override = (hostname: string) =>
      flagsOf(rendered('w1', {facts: machineFacts({hostname})}), 'kubelet').filter(flag => flag.includes('hostname'));
    expect(override('w1')).toEqual([]);
    expect(override('ip-10-0-0-21')).toEqual(['--hostname-override=w1']);
  });
});

describe('a load balancer', () => {
  const keepalived = (host: string, address: string, config = balanced()) =>
    fileOf(
      rendered(host, {config, facts: machineFacts({interfaces: {[address]: 'ens3'}})}),
      '/etc/keepalived/quorate.conf',
    );

  test('listens at the port of the endpoint on every address, and has every control plane as a backend', () => {
    const config = balanced({endpoint: {host: '10.0.0.100', port: 8443}});
    const cfg = fileOf(rendered('lb1', {config}), '/etc/haproxy/quorate-load-balancer.cfg');
    expect(cfg).toContain('bind 0.0.0.0:8443\n');
    expect(cfg.match(/^ +server \S+/gm)).toHaveLength(3);
  });

  test('has the other one as its only VRRP peer, with equal priority', () => {
    const [one, two] = [keepalived('lb1', '10.0.0.5'), keepalived('lb2', '10.0.0.6')];
    expect(one).toMatch(/unicast_src_ip 10\.0\.0\.5\n +unicast_peer \{\n +10\.0\.0\.6\n/);
    expect(two).toMatch(/unicast_src_ip 10\.0\.0\.6\n +unicast_peer \{\n +10\.0\.0\.5\n/);
    const common = (text: string) => text.match(/^ +(state|priority|virtual_router_id|advert_int) .*$/gm);
    expect(common(one)).toHaveLength(4);
    expect(common(one)).toEqual(common(two));
  });

  test('has the virtual IP on the interface of its own address', () => {
    expect(keepalived('lb1', '10.0.0.5')).toMatch(/interface ens3\n[\s\S]* 10\.0\.0\.100\/32 dev ens3\n/);
    expect(keepalived('lb1', 'another')).not.toMatch(/interface|dev/);
  });

  test('has the same configuration before the other one joins', () => {
    const desired = desire(balanced());
    const alone = restrictTo(desired, new Set(['lb1', 'cp1'].map(hostName)));
    expect(alone.loadBalancers).toEqual(desired.loadBalancers.slice(0, 1));
  });
});

describe('a control plane that shares the endpoint', () => {
  const CONFIG = '/etc/keepalived/quorate.conf';
  const on = (host: string, address: string, config = sharedEndpoint()) =>
    rendered(host, {config, facts: machineFacts({interfaces: {[address]: 'ens3'}})});
  const configOn = (...of: Parameters<typeof on>) => fileOf(on(...of), CONFIG);
  const alone = sharedEndpoint();
  const single = {...alone, hosts: alone.hosts.filter(({name}) => name === 'cp1')};

  test('has all others as VRRP peers, and what else is in its configuration in common with them', () => {
    const texts = [11, 12, 13].map(n => configOn(`cp${n - 10}`, `10.0.0.${n}`));
    expect(texts[0]).toMatch(/unicast_src_ip 10\.0\.0\.11\n +unicast_peer \{\n +10\.0\.0\.12\n +10\.0\.0\.13\n +\}/);
    const own = /router_id .*|unicast_src_ip .*|unicast_peer \{[^}]*\}/g;
    expect(new Set(texts.map(text => text.replaceAll(own, ''))).size).toBe(1);
  });

  test('yields to any other one that is ready while its own API server is not', () => {
    const text = configOn('cp1', '10.0.0.11');
    const number = (name: string) => Number(new RegExp(`^ +${name} (-?[\\d.]+)$`, 'm').exec(text)?.[1]);
    expect(text).toMatch(/^ +state BACKUP$/m);
    expect(text).toMatch(/^ +init_fail$/m);
    expect(number('weight')).toBeLessThan(0);
    expect(number('priority') + number('weight')).toBeGreaterThan(0);
  });

  test('gives the address up within the time in which an API server that is stopped keeps serving', () => {
    const text = configOn('cp1', '10.0.0.11');
    const number = (name: string) => Number(new RegExp(`^ +${name} ([\\d.]+)$`, 'm').exec(text)?.[1]);
    const delay = flagsOf(on('cp1', '10.0.0.11'), 'kube-apiserver').find(flag =>
      flag.includes('shutdown-delay-duration'),
    );
    const noticed = number('fall') * number('interval');
    const taken = (3 + (256 - number('priority')) / 256) * number('advert_int');
    expect(delay).toBe('--shutdown-delay-duration=3s');
    expect(noticed + taken).toBeLessThan(3);
  });

  test('reloads its peers, and starts when everything else on its host serves', () => {
    const unit = fileOf(on('cp1', '10.0.0.11'), '/etc/systemd/system/quorate-keepalived.service');
    expect(unitReloads(unit)).toEqual([CONFIG]);
    expect(unitInputs(unit)).not.toContain(CONFIG);
    expect(on('cp1', '10.0.0.11').units.filter(({phase}) => phase === 'last')).toMatchObject([
      {name: 'quorate-keepalived.service'},
    ]);
  });

  test('sends no advertisement into the network while it is the only one', () => {
    expect(configOn('cp1', '10.0.0.11', single)).toMatch(/unicast_peer \{\n +127\.0\.0\.2\n +\}/);
  });

  test('has the endpoint in the certificate of its API server', () => {
    const names = desiredCerts(desire(sharedEndpoint())).filter(({name}) => name === 'apiserver');
    expect(names).toHaveLength(3);
    for (const {sans} of names) expect(sans.ip).toContain('10.0.0.100');
  });
});

describe('a node', () => {
  test('registers with its taints and the labels that a kubelet may set', () => {
    const rendering = rendered('w1');
    expect(flagsOf(rendering, 'kubelet')).toContain(
      '--node-labels=topology.kubernetes.io/zone=north,example.com/disk=ssd',
    );
    expect(parse(fileOf(rendering, KUBELET_CONFIG))).toMatchObject({
      registerWithTaints: [{key: 'example.com/dedicated', value: 'yes', effect: 'NoSchedule'}],
    });
  });

  test('has strings like yes quoted for YAML 1.1', () => {
    expect(parse(fileOf(rendered('w1'), KUBELET_CONFIG), {version: '1.1'})).toMatchObject({
      registerWithTaints: [{value: 'yes'}],
    });
  });

  test('has no flannel with another pod network, but the other CNI plugins', () => {
    const config = clusterConfig('stacked', {network: {...clusterConfig().network, plugin: 'none'}});
    const text = JSON.stringify(rendered('w1', {config}));
    expect(text).not.toMatch(/flannel/);
    expect(text).toMatch(/\/opt\/cni\/bin\/loopback/);
  });

  test('has every control plane as a backend, with brackets around IPv6', () => {
    const hosts = clusterConfig().hosts.map(host => (host.name === 'cp2' ? {...host, address: 'fd00::12'} : host));
    const cfg = fileOf(rendered('w1', {config: clusterConfig('stacked', {hosts})}), '/etc/haproxy/quorate.cfg');
    expect(cfg.match(/^ +server .*$/gm)?.map(line => line.trim())).toEqual([
      'server cp1 10.0.0.11:6443',
      'server cp2 [fd00::12]:6443',
      'server cp3 10.0.0.13:6443',
    ]);
  });
});

describe('a rendering', () => {
  test('has the extra arguments of every component', () => {
    const verbose = [{name: 'v', value: '4'}];
    const extraArgs = {
      etcd: verbose,
      'kube-apiserver': verbose,
      'kube-controller-manager': verbose,
      'kube-scheduler': verbose,
      kubelet: verbose,
      'kube-proxy': verbose,
      flanneld: verbose,
    };
    const rendering = rendered('cp1', {config: clusterConfig('stacked', {extraArgs})});
    for (const component of Object.keys(extraArgs)) expect(flagsOf(rendering, component), component).toContain('--v=4');
  });

  test('changes only reloadable files and those of shells when another control plane joins', () => {
    const one = clusterConfig('stacked', {hosts: clusterConfig().hosts.filter(({name}) => !/cp[23]/.test(name))});
    const changed = ['/etc/haproxy/quorate.cfg', '/etc/etcd/etcdctl.env'];
    const withoutChanged = ({files, ...rest}: ReturnType<typeof rendered>) => ({
      ...rest,
      files: files.filter(({path}) => !changed.includes(path)),
    });
    expect(withoutChanged(rendered('cp1', {config: one}))).toEqual(withoutChanged(rendered('cp1')));
    for (const path of changed)
      expect(fileOf(rendered('cp1', {config: one}), path)).not.toBe(fileOf(rendered('cp1'), path));
    const units = rendered('cp1').files.filter(({path}) => path.endsWith('.service'));
    for (const {text} of units) expect(changed.filter(path => unitInputs(text).includes(path))).toEqual([]);
    const balancer = fileOf(rendered('cp1'), '/etc/systemd/system/quorate-balancer.service');
    expect(unitReloads(balancer)).toContain('/etc/haproxy/quorate.cfg');
  });

  test('is refused if the bundle lacks an artifact, with the command that builds it', () => {
    const lacking = withArtifacts(release(), each => (each.name === 'kubelet' ? undefined : each));
    expect(() => rendered('w1', {release: lacking})).toThrow(
      expect.objectContaining({
        code: 'artifacts/incomplete',
        message: expect.stringMatching(/1\.36\.3 lacks kubelet/),
        suggestions: [expect.stringMatching(/quorate bundle build/)],
      }),
    );
  });

  test('has every path once', () => {
    for (const host of ['cp1', 'w1', 'lb1']) {
      const {files, links, artifacts} = rendered(host, {config: balanced()});
      const paths = [...files, ...links, ...artifacts].map(({path}) => path);
      expect(paths.filter((path, index) => paths.indexOf(path) !== index)).toEqual([]);
    }
  });
});
