import {describe, expect, test} from 'vitest';
import type {Action} from '../../src/core/actions/action.js';
import {hostName} from '../../src/core/model/names.js';
import {apply} from '../../src/workflows/apply.js';
import {init} from '../../src/workflows/init.js';
import {join} from '../../src/workflows/join.js';
import {remove} from '../../src/workflows/remove.js';
import type {Verb} from '../../src/workflows/verb.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {Scenario} from './run.js';
import {configWith, MANAGED_ETCD} from './small.js';

const ENV = '/etc/etcd/etcdctl.env';
const MEMBERS = {stacked: ['cp1', 'cp2', 'cp3'], external: ['etcd1', 'etcd2', 'etcd3']};

const planned = async (scenario: Scenario, cluster: MemoryCluster, verb: Verb): Promise<readonly Action[]> => {
  const {plan} = await scenario.run(verb, cluster, {dryRun: true});
  return plan.flatMap(({actions}) => actions);
};

const putOn = (actions: readonly Action[]) =>
  actions.flatMap(action => (action.kind === 'file/put' && action.path === ENV ? [action.host] : []));

const restartsOf = (actions: readonly Action[], hosts: readonly string[]) =>
  actions.filter(({kind, ...rest}) => kind.startsWith('service/') && 'host' in rest && hosts.includes(rest.host));

const listed = ({world}: MemoryCluster, host: string) =>
  /^export ETCDCTL_ENDPOINTS=(.*)$/m.exec(world.disk(hostName(host)).text(ENV) ?? '')?.[1]?.split(',');

describe.each(MANAGED_ETCD)('the environment file of etcdctl, %s etcd,', place => {
  const scenario = new Scenario(configWith(place, /^(etcd|cp|w)/));
  const members = MEMBERS[place];

  test('is added to each etcd host of a cluster that was built without it, and nothing restarts', async () => {
    const cluster = scenario.fresh();
    await scenario.run(apply, cluster);
    for (const disk of cluster.world.disks.values()) {
      disk.files.delete(ENV);
      disk.owned.delete(ENV);
    }
    const actions = await planned(scenario, cluster, apply);
    expect(actions.map(({kind}) => kind)).toEqual(members.map(() => 'file/put'));
    expect(putOn(actions)).toEqual(members);
    await scenario.run(apply, cluster);
    const operations = cluster.operations.slice(-members.length);
    expect(operations.map(each => each.split(': put ')[0]).toSorted()).toEqual(members);
    expect((await scenario.run(apply, cluster)).ran).toBe(false);
  });

  test('lists a joining member on all members, and the others are not restarted', async () => {
    const [first, ...rest] = members.map(hostName);
    const cluster = scenario.fresh();
    await scenario.run(
      {...init, joinable: ({hosts}) => hosts.map(({name}) => name).filter(name => !rest.includes(name))},
      cluster,
    );
    expect(listed(cluster, first!)).toHaveLength(1);
    const verb = join(rest);
    const actions = await planned(scenario, cluster, verb);
    expect(putOn(actions)).toEqual(members);
    expect(restartsOf(actions, [first!]).filter(action => 'unit' in action && action.unit === 'etcd.service')).toEqual(
      [],
    );
    await scenario.run(verb, cluster);
    for (const member of members) expect(listed(cluster, member)).toHaveLength(members.length);
  });

  test('does not list a removed member, and the others are not restarted', async () => {
    const cluster = scenario.fresh();
    await scenario.run(apply, cluster);
    const [gone, ...rest] = members.map(hostName).toReversed();
    const verb = remove({hosts: [gone!], lost: new Set(), drainSeconds: 300, acceptReducedTolerance: true});
    const actions = await planned(scenario, cluster, verb);
    expect(putOn(actions).toSorted()).toEqual(rest.toSorted());
    expect(restartsOf(actions, rest).filter(action => 'unit' in action && action.unit === 'etcd.service')).toEqual([]);
    await scenario.run(verb, cluster);
    for (const member of rest) expect(listed(cluster, member)).toHaveLength(rest.length);
    expect(listed(cluster, gone!)).toBeUndefined();
  });
});
