import {beforeAll, describe, expect, test} from 'vitest';
import type {Action} from '../../../src/core/actions/action.js';
import type {ClusterConfig, HostConfig} from '../../../src/core/model/config.js';
import {hostName} from '../../../src/core/model/names.js';
import type {RolloutOptions} from '../../../src/core/plan/input.js';
import {maxUnavailableOf} from '../../../src/core/plan/rollout/node-policy.js';
import type {Plan} from '../../../src/core/plan/stage.js';
import {clusterConfig} from '../../support/builders/config.js';
import {withArtifacts} from '../../support/builders/release.js';
import {outline} from './outline.js';
import {Planned, planOf, seeing} from './situations.js';

const ROLLOUT: RolloutOptions = {maxUnavailable: 1, drainSeconds: 120, healthSeconds: 60};
const TO = {kubernetesVersion: '1.37.2'};

/** With this many workers without taints. */
function withWorkers(config: ClusterConfig, count: number): ClusterConfig {
  const worker = config.hosts.find(({name}) => name === 'w1')!;
  const more = Array.from(
    {length: count},
    (_, index): HostConfig => ({
      ...worker,
      name: hostName(`w${index + 1}`),
      address: `10.0.0.${21 + index}`,
      taints: [],
    }),
  );
  return {...config, hosts: [...config.hosts.filter(({name}) => name !== 'w1'), ...more]};
}

const stacked = new Planned(withWorkers(clusterConfig('stacked'), 2));
const external = new Planned(withWorkers(clusterConfig('external'), 1));
const single = new Planned(
  clusterConfig('stacked', {
    hosts: clusterConfig('stacked').hosts.filter(({name}) => name !== 'cp2' && name !== 'cp3'),
  }),
);
beforeAll(async () => {
  await stacked.broughtUp();
  await external.broughtUp();
  await single.broughtUp();
});

const stage = (plan: Plan, title: string) => {
  const found = plan.find(each => each.title === title);
  if (found === undefined) throw new Error(`no stage "${title}" among ${plan.map(each => each.title).join(', ')}`);
  return found;
};
const inShort = (actions: readonly Action[]): readonly string[] =>
  actions.map(action => {
    const what =
      'unit' in action ? action.unit : 'target' in action ? action.target : 'path' in action ? action.path : '';
    return `${action.kind} ${what}`.trim();
  });

describe('the upgrade of a stacked cluster', () => {
  test('upgrades etcd first, then every API server, then their clients, one host at a time', async () => {
    const plan = planOf({...(await stacked.input(TO)), rollout: ROLLOUT});
    expect(outline(plan)).toMatchInlineSnapshot(`
      "Install binaries and images (parallel)
        w1: artifact/install ×2
        w2: artifact/install ×2
      Install on the etcd hosts, one at a time (serial)
        cp1: artifact/install ×9
        cp2: artifact/install ×9
        cp3: artifact/install ×9
      Verify the new binaries on each host (parallel)
        cp1: binary/verify ×9, etcd/smoke-test
        cp2: binary/verify ×9, etcd/smoke-test
        cp3: binary/verify ×9, etcd/smoke-test
        w1: binary/verify ×2
        w2: binary/verify ×2
      Take an etcd snapshot (serial)
        cluster: etcd/snapshot
      Upgrade etcd on cp2 to 3.7.3 (serial, requires quorum for: restart https://10.0.0.12:2380)
        cp2: etcd/move-leader, service/stop, link/put ×3, run etcd, service/await-stable, etcd/await-member, run kube-apiserver, kube/await-api, node/await-ready
      Upgrade etcd on cp3 to 3.7.3 (serial, requires quorum for: restart https://10.0.0.13:2380)
        cp3: etcd/move-leader, service/stop, link/put ×3, run etcd, service/await-stable, etcd/await-member, run kube-apiserver, kube/await-api, node/await-ready
      Upgrade etcd on cp1 to 3.7.3 (serial, requires quorum for: restart https://10.0.0.11:2380)
        cp1: etcd/move-leader, service/stop, link/put ×3, run etcd, service/await-stable, etcd/await-member, run kube-apiserver, kube/await-api, node/await-ready
      Upgrade the API server on cp1 to 1.37.2 (serial)
        cp1: link/put ×2, run kube-apiserver, service/await-stable, kube/await-api, node/await-ready
      Upgrade the API server on cp2 to 1.37.2 (serial)
        cp2: link/put ×2, run kube-apiserver, service/await-stable, kube/await-api, node/await-ready
      Upgrade the API server on cp3 to 1.37.2 (serial)
        cp3: link/put ×2, run kube-apiserver, service/await-stable, kube/await-api, node/await-ready
      Upgrade the controllers on cp1 to 1.37.2 (serial)
        cp1: link/put ×2, run kube-controller-manager, run kube-scheduler, service/await-stable ×2
      Upgrade the controllers on cp2 to 1.37.2 (serial)
        cp2: link/put ×2, run kube-controller-manager, run kube-scheduler, service/await-stable ×2
      Upgrade the controllers on cp3 to 1.37.2 (serial)
        cp3: link/put ×2, run kube-controller-manager, run kube-scheduler, service/await-stable ×2
      Upgrade node cp1 to 1.37.2 (serial)
        cp1: link/put ×2, run kubelet, run kube-proxy, service/await-stable ×2, node/await-ready
      Upgrade node cp2 to 1.37.2 (serial)
        cp2: link/put ×2, run kubelet, run kube-proxy, service/await-stable ×2, node/await-ready
      Upgrade node cp3 to 1.37.2 (serial)
        cp3: link/put ×2, run kubelet, run kube-proxy, service/await-stable ×2, node/await-ready
      Upgrade node w1 to 1.37.2 (serial)
        w1: node/cordon, node/drain, link/put ×2, run kubelet, run kube-proxy, service/await-stable ×2, node/await-ready
      Upgrade node w2 to 1.37.2 (serial)
        w2: node/cordon, node/drain, link/put ×2, run kubelet, run kube-proxy, service/await-stable ×2, node/await-ready
      Install cluster services (serial)
        cluster: kube/apply"
    `);
  });

  test('of a member transfers leadership, stops its API server, and starts it after the member has caught up', async () => {
    const plan = planOf({...(await stacked.input(TO)), rollout: ROLLOUT});
    const {actions, rollback, requires} = stage(plan, 'Upgrade etcd on cp2 to 3.7.3');
    expect(requires).toEqual({kind: 'restart', peerUrl: 'https://10.0.0.12:2380'});
    expect(inShort(actions)).toMatchInlineSnapshot(`
      [
        "etcd/move-leader",
        "service/stop kube-apiserver.service",
        "link/put ../etcd/3.7.3/bin/etcd",
        "link/put ../etcd/3.7.3/bin/etcdctl",
        "link/put ../etcd/3.7.3/bin/etcdutl",
        "service/run etcd.service",
        "service/await-stable etcd.service",
        "etcd/await-member",
        "service/run kube-apiserver.service",
        "kube/await-api",
        "node/await-ready",
      ]
    `);
    expect(inShort(rollback ?? [])).toMatchInlineSnapshot(`
      [
        "link/put ../etcd/3.6.16/bin/etcd",
        "link/put ../etcd/3.6.16/bin/etcdctl",
        "link/put ../etcd/3.6.16/bin/etcdutl",
        "service/run etcd.service",
        "service/await-stable etcd.service",
        "etcd/await-member",
        "service/run kube-apiserver.service",
        "kube/await-api",
        "node/await-ready",
      ]
    `);
  });

  test('upgrades the etcd leader last', async () => {
    const input = await stacked.input(TO);
    const leader =
      input.observed.etcd.known && input.observed.etcd.value.is === 'formed'
        ? input.observed.etcd.value.members.find(each => each.leader)!.name
        : '';
    const order = planOf({...input, rollout: ROLLOUT}).flatMap(
      ({title}) => /^Upgrade etcd on (\S+)/.exec(title)?.[1] ?? [],
    );
    expect(order).toHaveLength(3);
    expect(order.at(-1)).toBe(leader);
  });

  test('upgrades a member that is down before all others', async () => {
    const input = await stacked.input(TO);
    const etcd = input.observed.etcd.known ? input.observed.etcd.value : undefined;
    if (etcd?.is !== 'formed') throw new Error('etcd is not formed');
    const members = etcd.members.map(member => (member.name === 'cp3' ? {...member, healthy: false} : member));
    const observed = {...input.observed, etcd: {known: true as const, value: {...etcd, members}}};
    const order = planOf({...input, observed, rollout: ROLLOUT}).flatMap(
      ({title}) => /^Upgrade etcd on (\S+)/.exec(title)?.[1] ?? [],
    );
    expect(order).toEqual(['cp3', 'cp2', 'cp1']);
  });

  test('drains a worker, and uncordons it however the stage ends', async () => {
    const plan = planOf({...(await stacked.input(TO)), rollout: ROLLOUT});
    const {actions, rollback, finally: last, window} = stage(plan, 'Upgrade node w1 to 1.37.2');
    expect(inShort(actions)).toMatchInlineSnapshot(`
      [
        "node/cordon",
        "node/drain",
        "link/put ../kubernetes/1.37.2/bin/kubelet",
        "link/put ../kubernetes/1.37.2/bin/kube-proxy",
        "service/run kubelet.service",
        "service/run kube-proxy.service",
        "service/await-stable kubelet.service",
        "service/await-stable kube-proxy.service",
        "node/await-ready",
      ]
    `);
    expect(inShort(rollback ?? [])).toMatchInlineSnapshot(`
      [
        "link/put ../kubernetes/1.36.3/bin/kubelet",
        "link/put ../kubernetes/1.36.3/bin/kube-proxy",
        "service/run kubelet.service",
        "service/run kube-proxy.service",
        "service/await-stable kubelet.service",
        "service/await-stable kube-proxy.service",
        "node/await-ready",
      ]
    `);
    expect(last).toEqual([{kind: 'node/uncordon', host: 'w1'}]);
    expect(window).toEqual({name: 'workers', width: 1});
    const wide = planOf({...(await stacked.input(TO)), rollout: {...ROLLOUT, maxUnavailable: {percent: 100}}});
    expect(wide.flatMap(each => each.window?.width ?? [])).toEqual([2, 2]);
  });

  test('skips what has the new version already, and uncordons a node that an interrupted run left cordoned', async () => {
    const before = await stacked.input();
    const link = (name: string) => [`/opt/quorate/bin/${name}`, `../kubernetes/1.37.2/bin/${name}`] as const;
    const moved = seeing(await stacked.input(TO), hostName('cp1'), facts => ({
      ...facts,
      links: new Map([...facts.links, link('kube-apiserver'), link('kubectl')]),
    }));
    const titles = planOf({...moved, rollout: ROLLOUT}).map(({title}) => title);
    expect(titles).not.toContain('Upgrade the API server on cp1 to 1.37.2');
    expect(titles).toContain('Upgrade the API server on cp2 to 1.37.2');

    const kube = before.observed.kube.known ? before.observed.kube.value : undefined;
    const nodes = kube!.nodes.map(node =>
      node.name === 'w2' ? {...node, cordoned: true as const, held: true as const} : node,
    );
    const held = {...before, observed: {...before.observed, kube: {known: true as const, value: {...kube!, nodes}}}};
    expect(planOf(held)).toEqual([
      {title: 'Uncordon nodes', order: 'serial', actions: [{kind: 'node/uncordon', host: 'w2'}]},
    ]);
  });

  test('to older versions goes in reverse order', async () => {
    const plan = planOf({
      ...(await stacked.input({kubernetesVersion: '1.35.4', etcd: {version: '3.6.16'}})),
      rollout: ROLLOUT,
    });
    const order = plan.map(({title}) => title).filter(title => title.startsWith('Upgrade '));
    expect(order.map(title => title.replace(/ to .*| on .*/, ''))).toEqual([
      'Upgrade node w1',
      'Upgrade node w2',
      'Upgrade node cp1',
      'Upgrade node cp2',
      'Upgrade node cp3',
      'Upgrade the controllers',
      'Upgrade the controllers',
      'Upgrade the controllers',
      'Upgrade the API server',
      'Upgrade the API server',
      'Upgrade the API server',
    ]);
  });

  test('keeps its order when only an add-on goes to an older version', async () => {
    const input = await stacked.input(TO);
    const release = withArtifacts(input.release, each => (each.name === 'runc' ? {...each, version: '1.4.0'} : each));
    const order = planOf({...input, release, rollout: ROLLOUT}).flatMap(
      ({title}) => /^Upgrade (etcd|node)/.exec(title)?.[1] ?? [],
    );
    expect(order[0]).toBe('etcd');
    expect(order.at(-1)).toBe('node');
  });

  test('does not run CNI plugins to verify them: they wait for input', async () => {
    const input = await stacked.input();
    const plugins = ['cni-plugins', 'flannel-cni-plugin'];
    const release = withArtifacts(input.release, each =>
      plugins.includes(each.component) || each.name === 'runc' ? {...each, version: '9.0.0'} : each,
    );
    const plan = planOf({...input, release, rollout: ROLLOUT});
    const verified = stage(plan, 'Verify the new binaries on each host').actions.flatMap(action =>
      action.kind === 'binary/verify' ? [action.path] : [],
    );
    expect(new Set(verified)).toEqual(new Set(['/opt/quorate/runc/9.0.0/bin/runc']));
    const links = plan.flatMap(({actions}) =>
      actions.flatMap(action => (action.kind === 'link/put' && action.host === 'w1' ? [action.target] : [])),
    );
    expect(links).toEqual(
      expect.arrayContaining([
        '/opt/quorate/cni-plugins/9.0.0/bin/bridge',
        '/opt/quorate/flannel-cni-plugin/9.0.0/bin/flannel',
        '../runc/9.0.0/bin/runc',
      ]),
    );
  });

  test('smoke-tests etcd with the flags of its member, also those of extraArgs', async () => {
    const etcd = [{name: 'snapshot-count', value: '5000'}];
    const input = await stacked.input({...TO, extraArgs: {...clusterConfig().extraArgs, etcd}});
    const smokeTest = stage(planOf({...input, rollout: ROLLOUT}), 'Verify the new binaries on each host').actions.find(
      action => action.kind === 'etcd/smoke-test' && action.host === 'cp2',
    );
    expect(smokeTest).toMatchObject({path: '/opt/quorate/etcd/3.7.3/bin/etcd'});
    const flags = smokeTest?.kind === 'etcd/smoke-test' ? smokeTest.flags : [];
    expect(flags).toContain('--client-cert-auth=true');
    expect(flags.filter(flag => flag.startsWith('--snapshot-count'))).toEqual(['--snapshot-count=5000']);
  });

  test('changes no version and uploads no other version in a run that keeps versions', async () => {
    const plan = planOf(await stacked.input(TO));
    const kinds = new Set(plan.flatMap(({actions}) => actions.map(({kind}) => kind)));
    expect(kinds).not.toContain('artifact/install');
    expect(kinds).not.toContain('link/put');
    expect(kinds).not.toContain('service/run');
  });
});

test.each([
  [1, 10, {percent: 10}],
  [2, 10, {percent: 25}],
  [30, 300, {percent: 10}],
  [1, 3, {percent: 10}],
  [10, 10, {percent: 100}],
  [3, 10, 3],
])('%i of %i workers are upgraded at a time with --max-unavailable %j', (width, workers, max) => {
  expect(maxUnavailableOf(max, workers)).toBe(width);
});

test('the only voter transfers no leadership, and its API server is not stopped for it', async () => {
  const plan = planOf({...(await single.input(TO)), rollout: ROLLOUT});
  const actions = inShort(stage(plan, 'Upgrade etcd on cp1 to 3.7.3').actions);
  expect(actions).not.toContain('etcd/move-leader');
  expect(actions).not.toContain('service/stop kube-apiserver.service');
  expect(actions.slice(-3)).toEqual(['etcd/await-member', 'kube/await-api', 'node/await-ready']);
});

test('external etcd is upgraded completely before any control plane, and no control plane is restarted for it', async () => {
  const plan = planOf({...(await external.input(TO)), rollout: ROLLOUT});
  expect(outline(plan)).toMatchInlineSnapshot(`
    "Install binaries and images (parallel)
      cp1: artifact/install ×6
      cp2: artifact/install ×6
      cp3: artifact/install ×6
      w1: artifact/install ×2
    Install on the etcd hosts, one at a time (serial)
      etcd1: artifact/install ×3
      etcd2: artifact/install ×3
      etcd3: artifact/install ×3
    Verify the new binaries on each host (parallel)
      etcd1: binary/verify ×3, etcd/smoke-test
      etcd2: binary/verify ×3, etcd/smoke-test
      etcd3: binary/verify ×3, etcd/smoke-test
      cp1: binary/verify ×6
      cp2: binary/verify ×6
      cp3: binary/verify ×6
      w1: binary/verify ×2
    Take an etcd snapshot (serial)
      cluster: etcd/snapshot
    Upgrade etcd on etcd2 to 3.7.3 (serial, requires quorum for: restart https://10.0.0.32:2380)
      etcd2: etcd/move-leader, link/put ×3, run etcd, service/await-stable, etcd/await-member
    Upgrade etcd on etcd3 to 3.7.3 (serial, requires quorum for: restart https://10.0.0.33:2380)
      etcd3: etcd/move-leader, link/put ×3, run etcd, service/await-stable, etcd/await-member
    Upgrade etcd on etcd1 to 3.7.3 (serial, requires quorum for: restart https://10.0.0.31:2380)
      etcd1: etcd/move-leader, link/put ×3, run etcd, service/await-stable, etcd/await-member
    Upgrade the API server on cp1 to 1.37.2 (serial)
      cp1: link/put ×2, run kube-apiserver, service/await-stable, kube/await-api, node/await-ready
    Upgrade the API server on cp2 to 1.37.2 (serial)
      cp2: link/put ×2, run kube-apiserver, service/await-stable, kube/await-api, node/await-ready
    Upgrade the API server on cp3 to 1.37.2 (serial)
      cp3: link/put ×2, run kube-apiserver, service/await-stable, kube/await-api, node/await-ready
    Upgrade the controllers on cp1 to 1.37.2 (serial)
      cp1: link/put ×2, run kube-controller-manager, run kube-scheduler, service/await-stable ×2
    Upgrade the controllers on cp2 to 1.37.2 (serial)
      cp2: link/put ×2, run kube-controller-manager, run kube-scheduler, service/await-stable ×2
    Upgrade the controllers on cp3 to 1.37.2 (serial)
      cp3: link/put ×2, run kube-controller-manager, run kube-scheduler, service/await-stable ×2
    Upgrade node cp1 to 1.37.2 (serial)
      cp1: link/put ×2, run kubelet, run kube-proxy, service/await-stable ×2, node/await-ready
    Upgrade node cp2 to 1.37.2 (serial)
      cp2: link/put ×2, run kubelet, run kube-proxy, service/await-stable ×2, node/await-ready
    Upgrade node cp3 to 1.37.2 (serial)
      cp3: link/put ×2, run kubelet, run kube-proxy, service/await-stable ×2, node/await-ready
    Upgrade node w1 to 1.37.2 (serial)
      w1: node/cordon, node/drain, link/put ×2, run kubelet, run kube-proxy, service/await-stable ×2, node/await-ready
    Install cluster services (serial)
      cluster: kube/apply"
  `);
});
