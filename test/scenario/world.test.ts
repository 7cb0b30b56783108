import {beforeEach, expect, test} from 'vitest';
import {hostName} from '../../src/core/model/names.js';
import {init} from '../../src/workflows/init.js';
import {clusterConfig} from '../support/rendering.js';
import {Scenario} from './run.js';

/** What the scenarios count on to be told: hosts in memory that hide a fault would make all of them worthless. */
const [cp1, cp2] = [hostName('cp1'), hostName('cp2')];
const scenario = new Scenario(clusterConfig('stacked'));
const peerUrl = 'https://10.0.0.12:2380';
let world: ReturnType<Scenario['fresh']>['world'];

beforeEach(async () => {
  const site = scenario.fresh();
  await scenario.run(init, site);
  ({world} = site);
});

const promoteDeadLearner = () => {
  world.addLearner(cp2, peerUrl);
  world.promote(peerUrl);
  world.settle();
};

test('whoever promotes a learner that does not run beside a single voter hears that quorum is lost', () => {
  expect(promoteDeadLearner).toThrow('etcd lost quorum: cp1 serves, cp2 does not serve');
});

test('a test that takes quorum away on purpose says so', () => {
  world.mayLoseQuorum = true;
  expect(promoteDeadLearner).not.toThrow();
  expect(world.hasQuorum()).toBe(false);
});

test('a learner that is added again is another member', () => {
  world.addLearner(cp2, peerUrl);
  const {roster} = world.clone();
  const again = world.clone();
  again.roster = {...roster!, members: roster!.members.filter(({host}) => host !== cp2)};
  again.addLearner(cp2, peerUrl);
  expect(again.roster.members.map(({id}) => id)).not.toEqual(roster!.members.map(({id}) => id));
});

test('a directory is empty when nothing is in it', () => {
  const question = {publicTexts: [], units: [], modules: [], sysctls: [], commands: []};
  const paths = ['/var/lib/etcd', '/etc/kubernetes', '/var/lib/cni'];
  const disk = world.disk(cp1);
  for (const path of paths) disk.directories.set(path, '755');
  const {directories} = disk.facts({...question, paths});
  expect(paths.map(path => directories.get(path)?.empty)).toEqual([false, false, true]);
});
