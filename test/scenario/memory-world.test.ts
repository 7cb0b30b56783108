import {beforeEach, expect, test} from 'vitest';
import {hostName} from '../../src/core/model/names.js';
import {EMPTY_QUERY} from '../../src/core/plan/fact-query.js';
import {init} from '../../src/workflows/init.js';
import {clusterConfig} from '../support/builders/config.js';
import {Scenario} from './run.js';

/** The scenarios depend on these properties of the cluster in memory. */
const [cp1, cp2] = [hostName('cp1'), hostName('cp2')];
const scenario = new Scenario(clusterConfig('stacked'));
const peerUrl = 'https://10.0.0.12:2380';
let world: ReturnType<Scenario['fresh']>['world'];

beforeEach(async () => {
  const cluster = scenario.fresh();
  await scenario.run(init, cluster);
  ({world} = cluster);
});

const promoteDeadLearner = () => {
  world.addLearner(cp2, peerUrl);
  world.promote(peerUrl);
  world.settle();
};

test('the promotion of a learner that does not run, beside one voter, fails the test', () => {
  expect(promoteDeadLearner).toThrow('etcd lost quorum: cp1 serves, cp2 does not serve');
});

test('a loss of quorum does not fail the test with mayLoseQuorum', () => {
  world.mayLoseQuorum = true;
  expect(promoteDeadLearner).not.toThrow();
  expect(world.hasQuorum()).toBe(false);
});

test('a learner that is added again gets another id', () => {
  world.addLearner(cp2, peerUrl);
  const {membership} = world.clone();
  const again = world.clone();
  again.membership = {...membership!, members: membership!.members.filter(({host}) => host !== cp2)};
  again.addLearner(cp2, peerUrl);
  expect(again.membership.members.map(({id}) => id)).not.toEqual(membership!.members.map(({id}) => id));
});

test('a directory is empty when it contains neither files nor etcd data', () => {
  const paths = ['/var/lib/etcd', '/etc/kubernetes', '/var/lib/cni'];
  const disk = world.disk(cp1);
  for (const path of paths) disk.directories.set(path, '755');
  const {directories} = disk.facts({...EMPTY_QUERY, paths});
  expect(paths.map(path => directories.get(path)?.empty)).toEqual([false, false, true]);
});
