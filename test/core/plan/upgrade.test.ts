import {beforeAll, describe, expect, test} from 'vitest';
import type {ClusterConfig, HostConfig} from '../../../src/core/model/config.js';
import {hostName} from '../../../src/core/model/names.js';
import type {Action, Plan} from '../../../src/core/plan/action.js';
import type {RolloutOptions} from '../../../src/core/plan/input.js';
import {planCluster} from '../../../src/core/plan/plan.js';
import {maxUnavailableOf} from '../../../src/core/plan/rollout/node-policy.js';
import {clusterConfig} from '../../support/rendering.js';
import {outline} from './outline.js';
import {Planned, seeing} from './situations.js';

const MOVES: RolloutOptions = {maxUnavailable: 1, drainSeconds: 120, healthSeconds: 60};
const TO = {kubernetesVersion: '1.37.2'};

/** Of two workers one takes pods of all kinds, the other those that tolerate its taint. */
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

describe('of a stacked cluster that is to have other versions', () => {
  test('etcd moves first, then every API server, then what talks to them, each by itself', async () => {
    const plan = planCluster({...(await stacked.input(TO)), rollout: MOVES});
    expect(outline(plan)).toMatchInlineSnapshot(`
      "Upload binaries and images (parallel)
        w1: artifact/install ×2
        w2: artifact/install ×2
      Upload to the etcd hosts, one at a time (serial)
        cp1: artifact/install ×9
        cp2: artifact/install ×9
        cp3: artifact/install ×9
      Try the new versions on the hosts (parallel)
        cp1: binary/verify ×9, etcd/smoke-test
        cp2: binary/verify ×9, etcd/smoke-test
        cp3: binary/verify ×9, etcd/smoke-test
        w1: binary/verify ×2
        w2: binary/verify ×2
      Keep a snapshot of etcd (serial)
        cluster: etcd/snapshot
      Switch etcd on cp2 to 3.7.3 (serial, proven for: restart https://10.0.0.12:2380)
        cp2: etcd/move-leader, service/stop, link/put ×3, run etcd, service/await-stable, etcd/await-member, run kube-apiserver, kube/await-api, node/await-ready
      Switch etcd on cp3 to 3.7.3 (serial, proven for: restart https://10.0.0.13:2380)
        cp3: etcd/move-leader, service/stop, link/put ×3, run etcd, service/await-stable, etcd/await-member, run kube-apiserver, kube/await-api, node/await-ready
      Switch etcd on cp1 to 3.7.3 (serial, proven for: restart https://10.0.0.11:2380)
        cp1: etcd/move-leader, service/stop, link/put ×3, run etcd, service/await-stable, etcd/await-member, run kube-apiserver, kube/await-api, node/await-ready
      Switch the API server on cp1 to 1.37.2 (serial)
        cp1: link/put ×2, run kube-apiserver, service/await-stable, kube/await-api, node/await-ready
      Switch the API server on cp2 to 1.37.2 (serial)
        cp2: link/put ×2, run kube-apiserver, service/await-stable, kube/await-api, node/await-ready
      Switch the API server on cp3 to 1.37.2 (serial)
        cp3: link/put ×2, run kube-apiserver, service/await-stable, kube/await-api, node/await-ready
      Switch the controllers on cp1 to 1.37.2 (serial)
        cp1: link/put ×2, run kube-controller-manager, run kube-scheduler, service/await-stable ×2
      Switch the controllers on cp2 to 1.37.2 (serial)
        cp2: link/put ×2, run kube-controller-manager, run kube-scheduler, service/await-stable ×2
      Switch the controllers on cp3 to 1.37.2 (serial)
        cp3: link/put ×2, run kube-controller-manager, run kube-scheduler, service/await-stable ×2
      Switch the node cp1 to 1.37.2 (serial)
        cp1: link/put ×2, run kubelet, run kube-proxy, service/await-stable ×2, node/await-ready
      Switch the node cp2 to 1.37.2 (serial)
        cp2: link/put ×2, run kubelet, run kube-proxy, service/await-stable ×2, node/await-ready
      Switch the node cp3 to 1.37.2 (serial)
        cp3: link/put ×2, run kubelet, run kube-proxy, service/await-stable ×2, node/await-ready
      Switch the node w1 to 1.37.2 (serial)
        w1: node/cordon, node/drain, link/put ×2, run kubelet, run kube-proxy, service/await-stable ×2, node/await-ready
      Switch the node w2 to 1.37.2 (serial)
        w2: node/cordon, node/drain, link/put ×2, run kubelet, run kube-proxy, service/await-stable ×2, node/await-ready
      Install cluster services (serial)
        cluster: kube/apply"
    `);
  });

  test('a member leaves its balancers, hands over, and comes back before its API server', async () => {
    const plan = planCluster({...(await stacked.input(TO)), rollout: MOVES});
    const {actions, rollback, requires} = stage(plan, 'Switch etcd on cp2 to 3.7.3');
    expect(requires).toEqual({kind: 'restart', peerUrl: 'https://10.0.0.12:2380'});
    expect(inShort(actions)).toMatchInlineSnapshot(`
      [
        "etcd/move-leader",
        "service/stop kube-apiserver.service",
        "link/put ../etcd/3.7.3/etcd",
        "link/put ../etcd/3.7.3/etcdctl",
        "link/put ../etcd/3.7.3/etcdutl",
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
        "link/put ../etcd/3.6.16/etcd",
        "link/put ../etcd/3.6.16/etcdctl",
        "link/put ../etcd/3.6.16/etcdutl",
        "service/run etcd.service",
        "service/await-stable etcd.service",
        "etcd/await-member",
        "service/run kube-apiserver.service",
        "kube/await-api",
        "node/await-ready",
      ]
    `);
  });

  test('the leader comes last', async () => {
    const input = await stacked.input(TO);
    const leader =
      input.observed.etcd.known && input.observed.etcd.value.is === 'formed'
        ? input.observed.etcd.value.members.find(each => each.leader)!.name
        : '';
    const order = planCluster({...input, rollout: MOVES}).flatMap(
      ({title}) => /^Switch etcd on (\S+)/.exec(title)?.[1] ?? [],
    );
    expect(order).toHaveLength(3);
    expect(order.at(-1)).toBe(leader);
  });

  test('a member that is down comes before all others', async () => {
    const input = await stacked.input(TO);
    const etcd = input.observed.etcd.known ? input.observed.etcd.value : undefined;
    if (etcd?.is !== 'formed') throw new Error('etcd is not formed');
    const members = etcd.members.map(member => (member.name === 'cp3' ? {...member, healthy: false} : member));
    const observed = {...input.observed, etcd: {known: true as const, value: {...etcd, members}}};
    const order = planCluster({...input, observed, rollout: MOVES}).flatMap(
      ({title}) => /^Switch etcd on (\S+)/.exec(title)?.[1] ?? [],
    );
    expect(order).toEqual(['cp3', 'cp2', 'cp1']);
  });

  test('a worker is emptied, and given back however it ends', async () => {
    const plan = planCluster({...(await stacked.input(TO)), rollout: MOVES});
    const {actions, rollback, finally: last, window} = stage(plan, 'Switch the node w1 to 1.37.2');
    expect(inShort(actions)).toMatchInlineSnapshot(`
      [
        "node/cordon",
        "node/drain",
        "link/put ../kubernetes/1.37.2/kubelet",
        "link/put ../kubernetes/1.37.2/kube-proxy",
        "service/run kubelet.service",
        "service/run kube-proxy.service",
        "service/await-stable kubelet.service",
        "service/await-stable kube-proxy.service",
        "node/await-ready",
      ]
    `);
    expect(inShort(rollback ?? [])).toMatchInlineSnapshot(`
      [
        "link/put ../kubernetes/1.36.3/kubelet",
        "link/put ../kubernetes/1.36.3/kube-proxy",
        "service/run kubelet.service",
        "service/run kube-proxy.service",
        "service/await-stable kubelet.service",
        "service/await-stable kube-proxy.service",
        "node/await-ready",
      ]
    `);
    expect(last).toEqual([{kind: 'node/uncordon', host: 'w1'}]);
    expect(window).toEqual({name: 'workers', width: 1});
    const wide = planCluster({...(await stacked.input(TO)), rollout: {...MOVES, maxUnavailable: {percent: 100}}});
    expect(wide.flatMap(each => each.window?.width ?? [])).toEqual([2, 2]);
  });

  test('what has moved is left alone, and a node that a killed run left cordoned is given back', async () => {
    const before = await stacked.input();
    const link = (name: string) => [`/opt/quorate/bin/${name}`, `../kubernetes/1.37.2/${name}`] as const;
    const moved = seeing(await stacked.input(TO), hostName('cp1'), facts => ({
      ...facts,
      links: new Map([...facts.links, link('kube-apiserver'), link('kubectl')]),
    }));
    const titles = planCluster({...moved, rollout: MOVES}).map(({title}) => title);
    expect(titles).not.toContain('Switch the API server on cp1 to 1.37.2');
    expect(titles).toContain('Switch the API server on cp2 to 1.37.2');

    const kube = before.observed.kube.known ? before.observed.kube.value : undefined;
    const nodes = kube!.nodes.map(node =>
      node.name === 'w2' ? {...node, cordoned: true as const, held: true as const} : node,
    );
    const held = {...before, observed: {...before.observed, kube: {known: true as const, value: {...kube!, nodes}}}};
    expect(planCluster(held)).toEqual([
      {title: 'Give the nodes back', order: 'serial', actions: [{kind: 'node/uncordon', host: 'w2'}]},
    ]);
  });

  test('back it goes the other way round', async () => {
    const plan = planCluster({
      ...(await stacked.input({kubernetesVersion: '1.35.4', etcd: {version: '3.6.16'}})),
      rollout: MOVES,
    });
    const order = plan.map(({title}) => title).filter(title => title.startsWith('Switch'));
    expect(order.map(title => title.replace(/ to .*| on .*/, ''))).toEqual([
      'Switch the node w1',
      'Switch the node w2',
      'Switch the node cp1',
      'Switch the node cp2',
      'Switch the node cp3',
      'Switch the controllers',
      'Switch the controllers',
      'Switch the controllers',
      'Switch the API server',
      'Switch the API server',
      'Switch the API server',
    ]);
  });

  test('what rides along and is older does not turn it round', async () => {
    const input = await stacked.input(TO);
    const older = {...input.release.artifacts.get('runc')!, version: '1.4.0'};
    const release = {...input.release, artifacts: new Map([...input.release.artifacts, ['runc', older]])};
    const order = planCluster({...input, release, rollout: MOVES}).flatMap(
      ({title}) => /^Switch (etcd|the node)/.exec(title)?.[1] ?? [],
    );
    expect(order[0]).toBe('etcd');
    expect(order.at(-1)).toBe('the node');
  });

  test('etcd is tried with the flags that its member has, those of the user among them', async () => {
    const etcd = [{name: 'snapshot-count', value: '5000'}];
    const input = await stacked.input({...TO, extraArgs: {...clusterConfig().extraArgs, etcd}});
    const trial = stage(planCluster({...input, rollout: MOVES}), 'Try the new versions on the hosts').actions.find(
      action => action.kind === 'etcd/smoke-test' && action.host === 'cp2',
    );
    expect(trial).toMatchObject({path: '/opt/quorate/etcd/3.7.3/etcd'});
    const flags = trial?.kind === 'etcd/smoke-test' ? trial.flags : [];
    expect(flags).toContain('--client-cert-auth=true');
    expect(flags.filter(flag => flag.startsWith('--snapshot-count'))).toEqual(['--snapshot-count=5000']);
  });

  test('nothing moves in a run that leaves versions alone, and nothing of another version is uploaded', async () => {
    const plan = planCluster(await stacked.input(TO));
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
])('%i of %i workers go at a time with a window of %j', (width, workers, window) => {
  expect(maxUnavailableOf(window, workers)).toBe(width);
});

test('the only voter hands over to nobody, and the API server beside it is not stopped for it', async () => {
  const plan = planCluster({...(await single.input(TO)), rollout: MOVES});
  const actions = inShort(stage(plan, 'Switch etcd on cp1 to 3.7.3').actions);
  expect(actions).not.toContain('etcd/move-leader');
  expect(actions).not.toContain('service/stop kube-apiserver.service');
  expect(actions.slice(-3)).toEqual(['etcd/await-member', 'kube/await-api', 'node/await-ready']);
});

test('where etcd has hosts of its own it moves completely before any control plane, and touches none', async () => {
  const plan = planCluster({...(await external.input(TO)), rollout: MOVES});
  expect(outline(plan)).toMatchInlineSnapshot(`
    "Upload binaries and images (parallel)
      cp1: artifact/install ×6
      cp2: artifact/install ×6
      cp3: artifact/install ×6
      w1: artifact/install ×2
    Upload to the etcd hosts, one at a time (serial)
      etcd1: artifact/install ×3
      etcd2: artifact/install ×3
      etcd3: artifact/install ×3
    Try the new versions on the hosts (parallel)
      etcd1: binary/verify ×3, etcd/smoke-test
      etcd2: binary/verify ×3, etcd/smoke-test
      etcd3: binary/verify ×3, etcd/smoke-test
      cp1: binary/verify ×6
      cp2: binary/verify ×6
      cp3: binary/verify ×6
      w1: binary/verify ×2
    Keep a snapshot of etcd (serial)
      cluster: etcd/snapshot
    Switch etcd on etcd2 to 3.7.3 (serial, proven for: restart https://10.0.0.32:2380)
      etcd2: etcd/move-leader, link/put ×3, run etcd, service/await-stable, etcd/await-member
    Switch etcd on etcd3 to 3.7.3 (serial, proven for: restart https://10.0.0.33:2380)
      etcd3: etcd/move-leader, link/put ×3, run etcd, service/await-stable, etcd/await-member
    Switch etcd on etcd1 to 3.7.3 (serial, proven for: restart https://10.0.0.31:2380)
      etcd1: etcd/move-leader, link/put ×3, run etcd, service/await-stable, etcd/await-member
    Switch the API server on cp1 to 1.37.2 (serial)
      cp1: link/put ×2, run kube-apiserver, service/await-stable, kube/await-api, node/await-ready
    Switch the API server on cp2 to 1.37.2 (serial)
      cp2: link/put ×2, run kube-apiserver, service/await-stable, kube/await-api, node/await-ready
    Switch the API server on cp3 to 1.37.2 (serial)
      cp3: link/put ×2, run kube-apiserver, service/await-stable, kube/await-api, node/await-ready
    Switch the controllers on cp1 to 1.37.2 (serial)
      cp1: link/put ×2, run kube-controller-manager, run kube-scheduler, service/await-stable ×2
    Switch the controllers on cp2 to 1.37.2 (serial)
      cp2: link/put ×2, run kube-controller-manager, run kube-scheduler, service/await-stable ×2
    Switch the controllers on cp3 to 1.37.2 (serial)
      cp3: link/put ×2, run kube-controller-manager, run kube-scheduler, service/await-stable ×2
    Switch the node cp1 to 1.37.2 (serial)
      cp1: link/put ×2, run kubelet, run kube-proxy, service/await-stable ×2, node/await-ready
    Switch the node cp2 to 1.37.2 (serial)
      cp2: link/put ×2, run kubelet, run kube-proxy, service/await-stable ×2, node/await-ready
    Switch the node cp3 to 1.37.2 (serial)
      cp3: link/put ×2, run kubelet, run kube-proxy, service/await-stable ×2, node/await-ready
    Switch the node w1 to 1.37.2 (serial)
      w1: node/cordon, node/drain, link/put ×2, run kubelet, run kube-proxy, service/await-stable ×2, node/await-ready
    Install cluster services (serial)
      cluster: kube/apply"
  `);
});
