import {beforeAll, describe, expect, test} from 'vitest';
import {hostName} from '../../src/core/model/names.js';
import {factQuery} from '../../src/core/plan/fact-query.js';
import {apply} from '../../src/workflows/apply.js';
import {join} from '../../src/workflows/join.js';
import {type UpgradeSettings, upgrade} from '../../src/workflows/upgrade.js';
import {withFormerPaths} from '../support/former-paths.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {TEMPLATES} from '../support/rendering.js';
import {Scenario} from './run.js';
import {configWith} from './small.js';

const GIVEN: UpgradeSettings = {
  rollout: {maxUnavailable: 1, drainSeconds: 60, healthSeconds: 5},
  available: ['1.36.3', '1.37.2'],
  rollback: false,
  acceptDowntime: false,
};
const config = configWith('stacked', /^(cp|w)/);
const before = new Scenario(config);
const after = new Scenario({...config, kubernetesVersion: '1.37.2'});

let made: MemoryCluster;
beforeAll(async () => {
  made = before.fresh();
  await before.run(apply, made);
});

/** The same cluster, as an earlier version of quorate left it. */
const former = (which?: (name: string) => boolean) => withFormerPaths(made.newProcess(), which);

/** Of the links of a host, those whose target matches. */
const links = ({world}: MemoryCluster, host: string, target: RegExp): readonly string[] =>
  [...world.disk(hostName(host)).links].flatMap(([path, to]) => (target.test(to) ? [path.split('/').at(-1)!] : []));

const FORMER = /^(\.\.|\/opt\/quorate)\/[^/]+\/\d[^/]*\/[^/]+$/;
const UPGRADED = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl', 'kubelet', 'kube-proxy'];

describe('on hosts with binaries outside of a folder "bin"', () => {
  test.each([
    ['all of them', undefined],
    ['some of them', (name: string) => name.startsWith('k')],
  ])('apply changes nothing: %s', async (_, which) => {
    const cluster = former(which);
    expect(links(cluster, 'cp1', FORMER)).toContain('kubelet');
    expect(await before.run(apply, cluster)).toMatchObject({ran: false, plan: []});
    expect(await before.run(join([]), cluster)).toMatchObject({ran: false});
    expect(cluster.operations).toEqual([]);
  });

  test('a damaged binary is installed where it was, and its unit restarts', async () => {
    const cluster = former();
    const path = '/opt/quorate/kubernetes/1.36.3/kubelet';
    cluster.world.disk(hostName('w1')).put(path, Buffer.from('half of it'), '755');
    const {plan} = await before.run(apply, cluster);
    expect(plan.flatMap(({actions}) => actions)).toMatchObject([
      {kind: 'artifact/install', host: 'w1', path},
      {kind: 'service/run', host: 'w1', unit: 'kubelet.service'},
      {kind: 'service/await-stable', host: 'w1', unit: 'kubelet.service'},
      {kind: 'node/await-ready', host: 'w1'},
    ]);
  });

  test('an upgrade moves the binaries whose version changes, and no others', async () => {
    const cluster = withFormerPaths(after.over(made));
    await after.run(upgrade(GIVEN), cluster);
    const moved = (host: string) =>
      links(cluster, host, /\/bin\//).filter(name => UPGRADED.includes(name) || name.startsWith('etcd'));
    expect(new Set(links(cluster, 'w1', FORMER))).toEqual(
      new Set([
        'containerd',
        'containerd-shim-runc-v2',
        'ctr',
        'runc',
        'flanneld',
        'bridge',
        'host-local',
        'loopback',
        'portmap',
        'flannel',
      ]),
    );
    expect(new Set(moved('w1'))).toEqual(new Set(['kubelet', 'kube-proxy']));
    expect(new Set(moved('cp1'))).toEqual(new Set([...UPGRADED, 'etcd', 'etcdctl', 'etcdutl']));
    expect(await after.run(apply, cluster.newProcess())).toMatchObject({ran: false});
  });

  test('an upgrade that is rolled back restores the links as they were', async () => {
    const cluster = withFormerPaths(after.over(made));
    const linksBefore = new Map(cluster.world.disk(hostName('w1')).links);
    cluster.world.broken.add('/opt/quorate/kubernetes/1.37.2/bin/kubelet');
    await expect(after.run(upgrade(GIVEN), cluster)).rejects.toThrow();
    for (const host of ['cp1', 'w1']) expect(links(cluster, host, FORMER)).toContain('kubelet');
    expect(cluster.world.disk(hostName('w1')).links).toEqual(linksBefore);
  });

  test('a rollback to the version before uploads nothing', async () => {
    const sameEtcd = new Scenario({...config, kubernetesVersion: '1.37.2', etcd: {version: '3.6.16'}});
    const cluster = withFormerPaths(sameEtcd.over(made));
    await sameEtcd.run(upgrade(GIVEN), cluster);
    const back = before.over(cluster);
    const {plan} = await before.run(upgrade({...GIVEN, rollback: true}), back);
    expect(plan.flatMap(({actions}) => actions).filter(({kind}) => kind === 'artifact/install')).toEqual([]);
    expect(links(back, 'w1', FORMER)).toContain('kubelet');
  });

  test('an upgrade completes when a run that is killed while it installs or links is run again', {
    timeout: 600_000,
  }, async () => {
    const among = (titles: readonly string[]) => titles.filter(title => /: (install|link) /.test(title));
    const start = withFormerPaths(after.over(made));
    const {tried, diverged} = await after.everyKill(upgrade(GIVEN), start, {among});
    expect(diverged).toEqual([]);
    expect(tried).toBeGreaterThan(20);
  });

  test('an enforcing SELinux moves them at once, one control plane after another', async () => {
    const cluster = former();
    for (const disk of cluster.world.disks.values()) disk.selinux = 'enforcing';
    const {plan} = await before.run(apply, cluster);
    expect(plan.map(({title}) => title)).toEqual(
      expect.arrayContaining(['Restart etcd on cp2', 'Restart etcd on cp1', 'Run the control plane on cp3']),
    );
    for (const {name} of before.desired.hosts) expect(links(cluster, name, FORMER)).toEqual([]);
    expect(await before.run(apply, cluster.newProcess())).toMatchObject({ran: false});
  });
});

describe('SELinux booleans', () => {
  test.each(['permissive', 'enforcing'] as const)('are set by apply before any unit starts: %s', async selinux => {
    const cluster = before.fresh();
    const disks = [...cluster.world.disks.values()];
    for (const disk of disks) {
      disk.selinux = selinux;
      disk.booleans.set('haproxy_connect_any', false).set('keepalived_connect_any', false);
    }
    await before.run(apply, cluster);
    for (const {name, booleans} of disks) {
      expect(booleans).toEqual(new Map(Object.entries({haproxy_connect_any: true, keepalived_connect_any: false})));
      const order = cluster.operations.filter(each => each.startsWith(`${name}: `)).map(each => each.split(' ')[1]);
      expect(order.indexOf('set')).toBeLessThan(order.indexOf('run'));
      expect(order.filter(each => each === 'set')).toEqual(['set']);
    }
    expect(await before.run(apply, cluster.newProcess())).toMatchObject({ran: false});
  });

  test('are not in the plan of a host without SELinux, or whose policy has none of them', async () => {
    const cluster = before.fresh();
    cluster.world.disk(hostName('cp1')).booleans.set('haproxy_connect_any', false);
    cluster.world.disk(hostName('w1')).selinux = 'enforcing';
    const {plan} = await before.run(apply, cluster, {dryRun: true});
    expect(plan.flatMap(({actions}) => actions).filter(({kind}) => kind === 'selinux/booleans')).toEqual([]);
    const query = factQuery(before.desired, before.release, TEMPLATES, hostName('w1'));
    expect(query.booleans).toEqual(['haproxy_connect_any']);
  });
});
