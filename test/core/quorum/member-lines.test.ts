import {expect, test} from 'vitest';
import {known, unknown} from '../../../src/core/model/fact.js';
import {etcdId, hostName} from '../../../src/core/model/names.js';
import type {EtcdMember} from '../../../src/core/model/observed.js';
import {memberLines} from '../../../src/core/quorum/member-table.js';

const member = (n: number, changes: Partial<EtcdMember> = {}): EtcdMember => ({
  id: etcdId(`${n}`),
  name: `cp${n}`,
  peerUrl: `https://10.0.0.1${n}:2380`,
  learner: false,
  healthy: true,
  leader: n === 2,
  ...changes,
});
const desired = [1, 2, 3].map(n => ({
  host: hostName(`cp${n}`),
  address: `10.0.0.1${n}`,
  peerUrl: `https://10.0.0.1${n}:2380`,
  clientUrl: `https://10.0.0.1${n}:2379`,
}));
const lines = (...members: readonly EtcdMember[]) =>
  memberLines(desired, known({is: 'formed', clusterId: etcdId('1'), members}));

test('a whole cluster is shown with its leader and what it can lose', () => {
  expect(lines(member(1), member(2), member(3)).join('\n')).toMatchInlineSnapshot(`
    "MEMBER  PART     STATE
    cp1     voter    serves reads
    cp2     leader   serves reads
    cp3     voter    serves reads

    quorate: 3 of 3 voters healthy, quorum 2; survives the loss of any 1"
  `);
});

test('a member that is down takes the tolerance with it', () => {
  const shown = lines(member(1), member(2), member(3, {healthy: false, why: 'does not answer'}));
  expect(shown).toContain('cp3     voter    does not answer');
  expect(shown.at(-1)).toBe('quorate: 2 of 3 voters healthy, quorum 2; can lose none');
});

test('a learner counts for nothing', () => {
  expect(lines(member(2), member(3, {learner: true})).at(-1)).toBe(
    'quorate: 1 of 1 voters healthy, quorum 1; can lose none',
  );
});

test('what cannot be read is not called quorate', () => {
  expect(memberLines(desired, unknown('no route'))).toEqual(['not known to be quorate: no route']);
  expect(memberLines(desired, known({is: 'forming'}))).toEqual(['not quorate: etcd is forming']);
});
