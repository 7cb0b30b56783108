import {expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {Failure} from '../../../src/core/failure.js';
import {type Fact, known, unknown} from '../../../src/core/model/fact.js';
import {etcdId, hostName} from '../../../src/core/model/names.js';
import type {EtcdState} from '../../../src/core/model/observed.js';
import {isReachableByPeers} from '../../../src/io/etcd/peer-reachability.js';
import {answeringWith} from '../../support/answers.js';
import {clusterConfig} from '../../support/builders/config.js';

const desired = desire(clusterConfig()).etcd;
const [{peerUrl}] = desired as [(typeof desired)[number]];

const healthy = (...names: readonly string[]): Fact<EtcdState> =>
  known({
    is: 'formed',
    clusterId: etcdId('c1'),
    members: desired.map(({host, peerUrl}, index) => ({
      id: etcdId(`${index + 1}`),
      name: host,
      peerUrl,
      learner: false,
      healthy: names.includes(host),
      leader: false,
    })),
  });

/** What is said of cp1 when the host that is asked ends its script like this. */
const heard = (state: Fact<EtcdState>, code: number | Failure) => {
  const asked: string[] = [];
  const reach = (host: string) =>
    answeringWith(({argv, changes}) => {
      asked.push([host, ...argv.slice(4), changes].join(' '));
      if (code instanceof Failure) throw code;
      return {code, stderr: 'not installed\n'};
    });
  return isReachableByPeers(peerUrl, desired, reach, 'the script', async () => state).then(fact => ({fact, asked}));
};

test('another healthy voter is asked, with a command that changes nothing', async () => {
  expect(await heard(healthy('cp1', 'cp3'), 0)).toEqual({
    fact: known(true),
    asked: ['cp3 1 false'],
  });
  expect(await heard(healthy('cp2'), 3)).toMatchObject({fact: known(false)});
});

test('all healthy voters are asked: one that has contact is enough, and one that does not know is not passed over', async () => {
  const told = async (codes: Readonly<Record<string, number>>) =>
    isReachableByPeers(
      peerUrl,
      desired,
      host => answeringWith(() => ({code: codes[host]!, stderr: `${host} does not know`})),
      'the script',
      async () => healthy('cp2', 'cp3'),
    );
  expect(await told({cp2: 3, cp3: 3})).toEqual(known(false));
  expect(await told({cp2: 3, cp3: 0})).toEqual(known(true));
  expect(await told({cp2: 1, cp3: 0})).toEqual(known(true));
  expect(await told({cp2: 3, cp3: 1})).toEqual(unknown('cp3: cp3 does not know'));
});

test('a voter is asked on the host that has it', async () => {
  const state = healthy('cp2');
  if (!state.known || state.value.is !== 'formed') throw new Error('it is formed');
  const moved = state.value.members.map(each => (each.name === 'cp2' ? {...each, host: hostName('w1')} : each));
  expect((await heard(known({...state.value, members: moved}), 0)).asked).toEqual(['w1 1 false']);
});

test('a member that is not in the list is not reachable, and no host is asked', async () => {
  const state = healthy('cp2', 'cp3');
  if (!state.known || state.value.is !== 'formed') throw new Error('it is formed');
  const members = state.value.members.filter(member => member.peerUrl !== peerUrl);
  expect(await heard(known({...state.value, members}), 0)).toEqual({fact: known(false), asked: []});
});

test.each([
  ['etcd has no list yet', known<EtcdState>({is: 'forming'}), 0],
  ['no other voter is healthy', healthy('cp1'), 0],
  ['nothing is known of etcd', unknown('no member serves a read'), 0],
  ['the question could not be put', healthy('cp2'), 90],
  ['the voter does not answer', healthy('cp2'), new Failure('hosts/unreachable', 'cp2: no route')],
] as const)('reachability is unknown when %s', async (_, state, code) => {
  expect((await heard(state, code)).fact.known).toBe(false);
});
