import {expect, test} from 'vitest';
import {hostName} from '../../src/core/model/names.js';
import {apply} from '../../src/workflows/apply.js';
import {membersByHand} from '../../src/workflows/etcd-unknown.js';
import {Scenario} from '../scenario/run.js';
import {clusterConfig} from '../support/builders/config.js';

const [cp1, cp2, cp3] = [hostName('cp1'), hostName('cp2'), hostName('cp3')];

test('members that do not serve are named with what helps: those that cannot be reached, are stopped, or do not answer', async () => {
  const scenario = new Scenario(clusterConfig('stacked'));
  const {desired} = scenario;
  const cluster = scenario.fresh();
  await scenario.run(apply, cluster);
  cluster.world.mayLoseQuorum = true;
  cluster.world.lose(cp1);
  cluster.world.stop(cp2, 'etcd.service');
  cluster.world.disk(cp3).failing.set('etcd.service', 0);
  expect(membersByHand({desired, observed: await cluster.observed(desired)})).toEqual([
    expect.stringMatching(/cp1 reachable/),
    expect.stringMatching(/on cp2: `systemctl start etcd.service`/),
    expect.stringMatching(/on cp3: `journalctl --unit=etcd.service`/),
  ]);
});
