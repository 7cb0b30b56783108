import {describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {known, unknown} from '../../../src/core/model/fact.js';
import {etcdId, hostName} from '../../../src/core/model/names.js';
import type {MemberAnswer} from '../../../src/io/etcd/ask.js';
import {overviewOf} from '../../../src/io/etcd/overview.js';
import type {MemberReport, MemberStatus} from '../../../src/io/etcd/parse-status.js';
import {clusterConfig} from '../../support/builders/config.js';

const desired = desire(clusterConfig()).etcd;
const [one, two, three] = desired;
const listed = desired.map(({host, peerUrl}, at) => ({id: etcdId(`${at + 1}`), name: host, peerUrl, learner: false}));

const status = (at: number, changes: Partial<MemberStatus> = {}): MemberStatus => ({
  clusterId: etcdId('c1'),
  memberId: etcdId(`${at}`),
  leader: etcdId('1'),
  learner: false,
  index: 100,
  appliedIndex: 100,
  version: '3.6.16',
  term: '4',
  revision: '50',
  dbSizeBytes: 10,
  dbInUseBytes: 5,
  quotaBytes: 100,
  ...changes,
});
const report = (at: number, changes: Partial<MemberReport> = {}): MemberReport => ({
  host: desired[at - 1]!.host,
  installed: true,
  status: status(at),
  members: listed,
  reads: true,
  alarms: [],
  ...changes,
});
const answers = (
  ...reports: readonly (MemberReport | string)[]
): ReadonlyMap<ReturnType<typeof hostName>, MemberAnswer> =>
  new Map(reports.map((each, at) => [desired[at]!.host, typeof each === 'string' ? unknown(each) : known(each)]));

describe('the members', () => {
  test('are seen with their numbers, their leader and their alarms', () => {
    const alarms = ['NOSPACE 2'];
    const behind = report(2, {alarms, status: status(2, {appliedIndex: 90})});
    const {members, ...rest} = overviewOf(desired, answers(report(1, {alarms}), behind, report(3, {alarms})));
    expect(rest).toEqual({clusterId: 'c1', quorate: true, alarms, others: []});
    expect(
      members.map(({host, leader, healthy, alarms: own, status: numbers}) => [
        host,
        leader,
        healthy,
        own,
        numbers?.behind,
      ]),
    ).toEqual([
      [one!.host, true, true, [], 0],
      [two!.host, false, true, ['NOSPACE'], 10],
      [three!.host, false, true, [], 0],
    ]);
  });

  test('are seen without quorum by the one that answers, with unknown alarms', () => {
    const {alarms: _, ...survivor} = report(2, {
      reads: false,
      why: 'no leader',
      status: status(2, {leader: etcdId('0')}),
    });
    const overview = overviewOf(desired, answers('no route', survivor, 'no route'));
    expect(overview).toMatchObject({clusterId: 'c1', quorate: false});
    expect(overview).not.toHaveProperty('alarms');
    expect(overview.members.map(({healthy, why, status: numbers}) => [healthy, why, numbers?.revision])).toEqual([
      [false, 'does not answer', undefined],
      [false, 'no leader', '50'],
      [false, 'does not answer', undefined],
    ]);
  });

  test('without quorum are listed by the one with the newest log', () => {
    const old = report(1, {reads: false, members: listed.slice(0, 2)});
    const late = report(2, {reads: false, status: status(2, {index: 101})});
    expect(overviewOf(desired, answers(old, late)).members).toHaveLength(3);
  });

  test('of another cluster are no members, and their host is named', () => {
    const other = report(3, {status: status(3, {clusterId: etcdId('c2')})});
    const {members, others} = overviewOf(desired, answers(report(1), report(2), other));
    expect(members[2]).not.toHaveProperty('status');
    expect(others).toEqual([{host: three!.host, why: expect.stringContaining('c2')}]);
  });

  test('are none while no member answers, with a reason for each host', () => {
    const absent: MemberReport = {host: two!.host, installed: false, reads: false};
    expect(overviewOf(desired, answers('no route', absent, 'no route'))).toEqual({
      members: [],
      quorate: false,
      others: [
        {host: one!.host, why: 'no route'},
        {host: two!.host, why: 'has no etcd'},
        {host: three!.host, why: 'no route'},
      ],
    });
  });

  test('a host that is asked only because it may have one is not named', () => {
    const asked = new Map([
      ...answers(report(1), report(2), report(3)),
      [hostName('w1'), known({host: hostName('w1'), installed: false, reads: false})],
    ]);
    expect(overviewOf(desired, asked).others).toEqual([]);
  });
});
