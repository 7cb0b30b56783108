import {describe, expect, test} from 'vitest';
import {desire} from '../../../../src/core/desire.js';
import type {EtcdData, RunningMember} from '../../../../src/core/model/etcd-data.js';
import {known, unknown} from '../../../../src/core/model/fact.js';
import {etcdId, type HostName, hostName} from '../../../../src/core/model/names.js';
import type {EtcdMarker} from '../../../../src/core/model/observed.js';
import {recoverFindings, survivors} from '../../../../src/core/plan/restore/survivors.js';
import {clusterConfig} from '../../../support/builders/config.js';
import {machineFacts} from '../../../support/builders/facts.js';

const base = clusterConfig('stacked');
const cp = base.hosts.find(({name}) => name === 'cp1')!;
const five = desire({
  ...base,
  hosts: [1, 2, 3, 4, 5].map(each => ({...cp, name: hostName(`cp${each}`), address: `10.0.0.1${each}`})),
});

type Seen =
  | 'wiped'
  | 'unreachable'
  | 'stopped'
  | {readonly term?: number; readonly index?: number; readonly learner?: true};

const runningAs = ({term = 3, index = 100, learner}: Exclude<Seen, string>): RunningMember => ({
  clusterId: etcdId('a1'),
  memberId: etcdId('b1'),
  leader: etcdId('0'),
  revision: '1844',
  term: `${term}`,
  index: `${index}`,
  learner: learner === true,
  version: '3.6.16',
  dbBytes: 1,
  voters: 5,
});

const dataOf = (seen: Seen): EtcdData => ({
  hasMember: seen !== 'wiped',
  isPrepared: false,
  sent: [],
  old: [],
  freeBytes: 1e12,
  active: typeof seen === 'string' ? 'inactive' : 'active',
  ...(typeof seen === 'string' ? {} : {running: runningAs(seen)}),
});

/** Five members, of which these were seen so. */
function subject(seen: readonly Seen[], lost: readonly string[] = [], from?: string) {
  const marker: EtcdMarker = {state: 'member', clusterId: etcdId('a1'), memberId: etcdId('b1')};
  const hosts = new Map(
    five.etcd.map(({host}, index) => [
      host,
      seen[index] === 'unreachable'
        ? unknown('no route')
        : known(machineFacts({hostname: host, etcdMarker: marker, etcdMarkerCopy: marker})),
    ]),
  );
  return {
    desired: five,
    observed: {hosts, etcd: unknown('no member serves a read'), apiReady: new Map(), kube: unknown('none')},
    data: new Map(
      five.etcd.flatMap(({host}, index) =>
        seen[index] === 'unreachable' ? [] : [[host, dataOf(seen[index]!)] as const],
      ),
    ),
    lost: new Set(lost.map(hostName)) as ReadonlySet<HostName>,
    from: from === undefined ? undefined : hostName(from),
  };
}

describe('the member to recover from', () => {
  test.each<[string, readonly Seen[], string]>([
    ['has the longer log', [{index: 90}, {index: 100}, 'wiped', 'wiped', 'wiped'], 'cp2'],
    [
      'has the higher term, although its log is shorter',
      [{term: 4, index: 90}, {index: 100}, 'wiped', 'wiped', 'wiped'],
      'cp1',
    ],
    ['is a voter, of two with the same log', [{learner: true}, {}, 'wiped', 'wiped', 'wiped'], 'cp2'],
    ['runs: what a stopped one has is unknown', ['stopped', {index: 1}, 'wiped', 'wiped', 'wiped'], 'cp2'],
  ])('%s', (_, seen, expected) => {
    expect(survivors(subject(seen))[0]!.member.host).toBe(expected);
    expect(recoverFindings(subject(seen))).toEqual([]);
  });
});

describe('a recovery', () => {
  const codes = (...given: Parameters<typeof subject>) => recoverFindings(subject(...given)).map(({code}) => code);

  test.each<[string, readonly Seen[], readonly string[], readonly string[]]>([
    ['three have their data', [{}, 'stopped', 'stopped', 'wiped', 'wiped'], [], ['etcd/recover-not-lost']],
    [
      'two have, and one may come back',
      [{}, 'stopped', 'unreachable', 'wiped', 'wiped'],
      [],
      ['etcd/recover-not-lost'],
    ],
    ['two have, and the third is stated as lost', [{}, 'stopped', 'unreachable', 'wiped', 'wiped'], ['cp3'], []],
    ['a learner is no vote', [{}, {}, {learner: true}, 'wiped', 'wiped'], [], []],
    ['none has', ['wiped', 'wiped', 'wiped', 'wiped', 'wiped'], [], ['etcd/recover-no-data']],
  ])('is judged by what may come back: %s', (_, seen, lost, expected) => {
    expect(codes(seen, lost)).toEqual(expected);
  });

  test('from a host without data is refused', () => {
    expect(codes([{}, 'wiped', 'wiped', 'wiped', 'wiped'], [], 'cp2')).toEqual(['etcd/recover-from']);
  });

  test('says how many voters there are, how many are needed, and who has data', () => {
    const [finding] = recoverFindings(subject([{}, 'stopped', 'unreachable', 'wiped', 'wiped']));
    expect(finding!.message).toBe(
      'etcd has 5 voters and needs 3: 2 have their data (cp1 and cp2), and 1 may come back (cp3)',
    );
    expect(finding!.fix).toContain('quorate etcd recover --lost cp3');
  });
});
