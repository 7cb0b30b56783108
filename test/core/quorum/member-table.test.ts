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

test('the table of a healthy cluster shows the leader and the tolerance', () => {
  expect(lines(member(1), member(2), member(3)).join('\n')).toMatchInlineSnapshot(`
    "MEMBER  ROLE     STATE
    cp1     voter    serves reads
    cp2     leader   serves reads
    cp3     voter    serves reads

    quorate: 3 of 3 voters healthy, quorum 2; tolerates 1 failure"
  `);
});

test('a member that is down lowers the tolerance', () => {
  const shown = lines(member(1), member(2), member(3, {healthy: false, why: 'does not answer'}));
  expect(shown).toContain('cp3     voter    does not answer');
  expect(shown.at(-1)).toBe('quorate: 2 of 3 voters healthy, quorum 2; tolerates 0 failures');
});

test('a learner does not count', () => {
  expect(lines(member(2), member(3, {learner: true})).at(-1)).toBe(
    'quorate: 1 of 1 voter healthy, quorum 1; tolerates 0 failures',
  );
});

test('an unknown or unfinished etcd is not reported as quorate', () => {
  expect(memberLines(desired, unknown('no route'))).toEqual(['quorum unknown: no route']);
  expect(memberLines(desired, known({is: 'forming'}))).toEqual(['not quorate: etcd is forming']);
});
