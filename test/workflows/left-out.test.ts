import {beforeAll, describe, expect, test} from 'vitest';
import type {ClusterConfig, HostConfig} from '../../src/core/model/config.js';
import {type HostName, hostName} from '../../src/core/model/names.js';
import {apply} from '../../src/workflows/apply.js';
import type {Outcome} from '../../src/workflows/converge.js';
import {join} from '../../src/workflows/join.js';
import {remove} from '../../src/workflows/remove.js';
import {Scenario} from '../scenario/run.js';
import {clusterConfig, hostConfig, unmanaged} from '../support/builders/config.js';
import type {MemoryCluster} from '../support/memory-cluster.js';

const [cp3, w1, w2, w3] = ['cp3', 'w1', 'w2', 'w3'].map(hostName) as [HostName, HostName, HostName, HostName];

/** Three control planes and two workers. */
const configOf = (place: 'stacked' | 'external', more: readonly HostConfig[] = []): ClusterConfig => {
  const config = clusterConfig(place);
  return {...config, hosts: [...config.hosts, hostConfig('w2', '10.0.0.22', 'worker'), ...more]};
};

const NEW_WORKER = hostConfig('w3', '10.0.0.23', 'worker');
const w4 = hostConfig('w4', '10.0.0.24', 'worker');
const members = (place: 'stacked' | 'external') => [
  place === 'stacked' ? hostConfig('cp4', '10.0.0.44', 'control-plane') : hostConfig('etcd4', '10.0.0.44', 'etcd'),
];

const labelled = (config: ClusterConfig): ClusterConfig => ({
  ...config,
  hosts: config.hosts.map(host =>
    host.roles.includes('worker') ? {...host, labels: {...host.labels, 'example.com/rack': 'r1'}} : host,
  ),
});

const kindsOn = ({plan}: Outcome, host?: HostName): readonly string[] => [
  ...new Set(
    plan.flatMap(({actions}) =>
      actions.flatMap(action =>
        host === undefined || ('host' in action && action.host === host) ? [action.kind] : [],
      ),
    ),
  ),
];

const touched = ({operations}: MemoryCluster, host: HostName): readonly string[] =>
  operations.filter(operation => operation.startsWith(`${host}:`));

describe.each(['stacked', 'external'] as const)('%s etcd', place => {
  let built: MemoryCluster;
  beforeAll(async () => {
    const scenario = new Scenario(configOf(place));
    // The hosts that join later are there.
    built = scenario.over(new Scenario(configOf(place, [NEW_WORKER, w4, ...members(place)])).fresh());
    await scenario.run(apply, built);
  });

  /** The cluster with another configuration, and without these hosts. */
  const without = (config: ClusterConfig, ...off: readonly HostName[]) => {
    const scenario = new Scenario(config);
    const cluster = scenario.over(built);
    for (const host of off) cluster.world.lose(host);
    return {scenario, cluster};
  };

  describe.each([
    ['a worker', w2],
    ['a control plane', cp3],
  ])('with %s off', (_, off) => {
    test('apply corrects a label and a stopped unit on the others, and says what is left out', async () => {
      const {scenario, cluster} = without(labelled(configOf(place)), off);
      cluster.world.stop(w1, 'kubelet.service');
      const outcome = await scenario.run(apply, cluster);
      expect(outcome.ran).toBe(true);
      expect(cluster.world.labels.get(w1)?.labels).toMatchObject({'example.com/rack': 'r1'});
      expect(cluster.world.disk(w1).runs('kubelet.service')).toBe(true);
      expect(touched(cluster, off)).toEqual([]);
      expect(outcome.incomplete).toMatchObject({
        code: 'hosts/left-out',
        message: expect.stringContaining(`  ${off}: no route`),
      });
      expect(outcome.leftOut.hosts).toMatchObject([{host: off, by: 'unreachable'}]);
      expect(outcome.warnings).toMatchObject([{code: 'hosts/skipped', message: expect.stringContaining(off)}]);
      expect(outcome.diagnosis).toBeDefined();
      const again = await scenario.run(apply, cluster.newProcess());
      expect(again).toMatchObject({ran: false, plan: [], incomplete: {code: 'hosts/left-out'}});
    });

    test('plan has nothing for it, and says so', async () => {
      const {scenario, cluster} = without(labelled(configOf(place)), off);
      const outcome = await scenario.run(apply, cluster, {dryRun: true});
      expect(kindsOn(outcome)).toContain('node/label');
      expect(outcome).toMatchObject({ran: false, incomplete: {code: 'hosts/left-out'}});
      expect(kindsOn(outcome, off)).toEqual([]);
    });

    test('join adds a worker', async () => {
      const {scenario, cluster} = without(configOf(place, [NEW_WORKER]), off);
      const outcome = await scenario.run(join([w3]), cluster);
      expect(outcome).toMatchObject({ran: true, incomplete: {code: 'hosts/left-out'}});
      expect(cluster.world.nodes.has(w3)).toBe(true);
      expect(touched(cluster, off)).toEqual([]);
    });

    test('the files of the others stay as they were: they name it as before', async () => {
      const {scenario, cluster} = without(configOf(place), off);
      expect(await scenario.run(apply, cluster)).toMatchObject({plan: [], ran: false});
    });
  });

  test('a flag of etcd waits for a voter that is off, and a label does not', async () => {
    const member = place === 'stacked' ? cp3 : hostName('etcd3');
    const config = labelled({
      ...configOf(place),
      extraArgs: {...configOf(place).extraArgs, etcd: [{name: 'snapshot-count', value: '5000'}]},
    });
    const {scenario, cluster} = without(config, member);
    const unitFile = () => [...cluster.world.disks.values()].map(disk => disk.text('/etc/systemd/system/etcd.service'));
    const before = unitFile();
    const outcome = await scenario.run(apply, cluster);
    expect(unitFile()).toEqual(before);
    expect(cluster.world.labels.get(w1)?.labels).toMatchObject({'example.com/rack': 'r1'});
    expect(cluster.operations.filter(operation => /etcd/.test(operation.replace(/^etcd\d/, '')))).toEqual([]);
    expect(kindsOn(outcome).filter(kind => kind.startsWith('etcd/'))).toEqual([]);
    const others = scenario.desired.etcd.map(({host}) => host).filter(host => host !== member);
    expect(outcome.leftOut.stages.map(({title, by}) => [title, by])).toEqual(
      others.map(host => [`Restart etcd on ${host}`, 'quorum']),
    );
    expect(outcome.incomplete?.message).toContain('2 of 3 voters healthy');
  });

  test('a new control plane waits for a voter that is off: apply leaves it out, join is refused', async () => {
    const member = place === 'stacked' ? cp3 : hostName('etcd3');
    const [{name}] = members(place) as [HostConfig];
    const {scenario, cluster} = without(labelled(configOf(place, members(place))), member);
    const outcome = await scenario.run(apply, cluster);
    expect(touched(cluster, name)).toEqual([]);
    expect(outcome.leftOut.hosts.map(({host, by}) => [host, by])).toEqual([
      [member, 'unreachable'],
      [name, 'member'],
    ]);
    expect(cluster.world.labels.get(w1)?.labels).toMatchObject({'example.com/rack': 'r1'});
    await expect(scenario.run(join([name]), cluster.newProcess())).rejects.toMatchObject({
      code: 'quorum/findings',
    });
  });

  test('join of two workers adds the one that can be reached, and of one that cannot is refused', async () => {
    const config = configOf(place, [NEW_WORKER, w4]);
    const {scenario, cluster} = without(config, w4.name);
    const outcome = await scenario.run(join([w3, w4.name]), cluster);
    expect(outcome.incomplete).toMatchObject({
      message: expect.stringContaining('w4'),
      suggestions: expect.arrayContaining([expect.stringContaining('quorate join w4')]),
    });
    expect(cluster.world.nodes.has(w3)).toBe(true);
    await expect(scenario.run(join([w4.name]), cluster.newProcess())).rejects.toMatchObject({
      code: 'hosts/unreachable',
    });
  });

  test('a host that can be reached again after the start of the run stays left out of it', async () => {
    const {scenario, cluster} = without(labelled(configOf(place)), w2);
    const {changeNodes} = cluster.kube;
    cluster.kube.changeNodes = nodes => {
      cluster.world.unreachable.delete(w2);
      cluster.world.disk(w2).files.delete('/var/lib/kubelet/config.yaml');
      return changeNodes(nodes);
    };
    const outcome = await scenario.run(apply, cluster);
    expect(outcome.leftOut.hosts).toMatchObject([{host: w2}]);
    expect(touched(cluster, w2)).toEqual([]);
  });

  test('a voter that is healthy again after the start of the run changes nothing in it', async () => {
    const member = place === 'stacked' ? cp3 : hostName('etcd3');
    const {extraArgs} = configOf(place);
    const flag = {extraArgs: {...extraArgs, etcd: [{name: 'snapshot-count', value: '5000'}]}};
    const {scenario, cluster} = without(labelled({...configOf(place), ...flag}), member);
    const {changeNodes} = cluster.kube;
    cluster.kube.changeNodes = nodes => {
      cluster.world.unreachable.delete(member);
      cluster.world.powerCycle();
      return changeNodes(nodes);
    };
    const outcome = await scenario.run(apply, cluster);
    expect(outcome.leftOut.stages.map(({by}) => by)).toEqual(['quorum', 'quorum']);
    expect(touched(cluster, member)).toEqual([]);
  });

  test('a host that is lost during the run is named at its end', async () => {
    const {scenario, cluster} = without(labelled(configOf(place)));
    const {changeNodes} = cluster.kube;
    cluster.kube.changeNodes = async nodes => {
      const result = await changeNodes(nodes);
      cluster.world.lose(w2);
      return result;
    };
    const outcome = await scenario.run(apply, cluster);
    expect(outcome.incomplete?.message).toContain('w2');
  });

  describe('within a limit', () => {
    test('only these hosts are changed, nothing for the cluster, and the run is complete', async () => {
      const {scenario, cluster} = without(labelled(configOf(place)), w2, cp3);
      cluster.world.objects.delete('v1/ConfigMap/kube-system/kubeadm-config');
      cluster.world.stop(hostName('cp1'), 'kubelet.service');
      cluster.world.stop(w1, 'kube-proxy.service');
      const outcome = await scenario.run(apply, cluster, {limit: [w1]});
      expect(outcome.incomplete).toBeUndefined();
      expect(new Set(cluster.operations.map(each => each.replace(/:.*/, '')))).toEqual(
        new Set(['w1', 'label 1 nodes']),
      );
      expect(outcome.leftOut.stages).toEqual([]);
    });

    test('a host that cannot be reached is refused', async () => {
      const {scenario, cluster} = without(configOf(place), w2);
      await expect(scenario.run(apply, cluster, {limit: [w2]})).rejects.toMatchObject({code: 'hosts/unreachable'});
    });

    test('a worker joins', async () => {
      const {scenario, cluster} = without(configOf(place, [NEW_WORKER]), w2);
      const outcome = await scenario.run(join([w3]), cluster, {limit: [w3]});
      expect(outcome.incomplete).toBeUndefined();
      expect(cluster.world.nodes.has(w3)).toBe(true);
    });

    test('a cluster is not created', async () => {
      const scenario = new Scenario(configOf(place));
      await expect(scenario.run(apply, scenario.fresh(), {limit: [w1]})).rejects.toMatchObject({
        message: expect.stringContaining('refused/limit-no-cluster'),
      });
    });
  });

  test('remove continues with another worker off', async () => {
    const {scenario, cluster} = without(configOf(place), w2);
    const removal = {hosts: [w1], lost: new Set<HostName>(), drainSeconds: 60, acceptReducedTolerance: false};
    const outcome = await scenario.run(remove(removal), cluster);
    expect(cluster.world.nodes.has(w1)).toBe(false);
    expect(outcome.incomplete?.message).toContain('w2');
  });
});

test('with an unmanaged etcd, a control plane that is off is left out, and what it does not reach is no error', async () => {
  const first = new Scenario(unmanaged());
  const cluster = first.fresh();
  await first.run(apply, cluster);
  const scenario = new Scenario(labelled(unmanaged()));
  const later = scenario.over(cluster);
  later.world.lose(cp3);
  const observed = later.observed.bind(later);
  const silent = {endpoint: 'https://10.0.0.41:2379', from: cp3, is: 'silent', why: 'cp3: no route'} as const;
  later.observed = async desired => {
    const seen = await observed(desired);
    const asked = seen.unmanagedEtcd!;
    const others = asked.answers.map(answer => ({...answer, from: hostName('cp1')}));
    return {...seen, unmanagedEtcd: {...asked, answers: [...others, silent]}};
  };
  const outcome = await scenario.run(apply, later);
  expect(later.world.labels.get(w1)?.labels).toMatchObject({'example.com/rack': 'r1'});
  expect(outcome.leftOut.hosts.map(({host}) => host)).toEqual([cp3]);
});
