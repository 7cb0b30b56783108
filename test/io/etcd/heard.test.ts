import {expect, test} from 'vitest';
import {desire} from '../../../src/core/cluster/desire.js';
import {type Fact, known, unknown} from '../../../src/core/cluster/fact.js';
import {etcdId} from '../../../src/core/cluster/names.js';
import type {EtcdState} from '../../../src/core/cluster/observed.js';
import {Failure} from '../../../src/core/failure.js';
import {isHeard} from '../../../src/io/etcd/heard.js';
import {answeringWith} from '../../support/answers.js';
import {clusterConfig} from '../../support/rendering.js';

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
  return isHeard(peerUrl, desired, reach, 'the script', async () => state).then(fact => ({fact, asked}));
};

test('another voter that is healthy is asked, with a question that changes nothing', async () => {
  expect(await heard(healthy('cp1', 'cp3'), 0)).toEqual({
    fact: known(true),
    asked: ['cp3 https://10.0.0.11:2380 false'],
  });
  expect(await heard(healthy('cp2'), 3)).toMatchObject({fact: known(false)});
});

test.each([
  ['no other voter is healthy', healthy('cp1'), 0],
  ['nothing is known of etcd', unknown('no member serves a read'), 0],
  ['the question could not be put', healthy('cp2'), 90],
  ['the voter does not answer', healthy('cp2'), new Failure('hosts/unreachable', 'cp2: no route')],
] as const)('nothing is known of it when %s', async (_, state, code) => {
  expect((await heard(state, code)).fact.known).toBe(false);
});
