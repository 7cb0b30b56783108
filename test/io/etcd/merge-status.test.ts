import {describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import type {DesiredMember} from '../../../src/core/model/desired.js';
import {known, unknown} from '../../../src/core/model/fact.js';
import {hostName} from '../../../src/core/model/names.js';
import type {MemberAnswer} from '../../../src/io/etcd/ask.js';
import {assemble} from '../../../src/io/etcd/merge-status.js';
import {parseReport} from '../../../src/io/etcd/parse-status.js';
import {clusterConfig} from '../../support/builders/config.js';
import {DOWN, LEADERLESS, LEADING, LEADING_TWO, LEARNING, NOT_INSTALLED} from './answers.js';

const desired: readonly DesiredMember[] = desire(clusterConfig()).etcd.slice(0, 2);
const UNREACHABLE = undefined;

const together = (cp1: string | undefined, cp2: string | undefined) => assemble(desired, evidenceOf({cp1, cp2}));

const evidenceOf = (texts: Readonly<Record<string, string | undefined>>) =>
  new Map(
    Object.entries(texts).map(([name, text]): [ReturnType<typeof hostName>, MemberAnswer] => {
      const host = hostName(name);
      return [host, text === undefined ? unknown('no route') : known(parseReport(host, text)!)];
    }),
  );

const OTHER_CLUSTER = LEADING_TWO.replaceAll('324952591200643719', '999952591200643719').replace(
  /state=member\n[^=]*=.*\n[^=]*=.*\n/,
  '',
);
/** Of the other voter. */
const SECOND = LEADING_TWO.replace('"member_id":3319814642761637952', '"member_id":10375189297041458393').replace(
  'memberId=2e1259d415f2a040',
  'memberId=8ffc13b20f9744d9',
);
const MARKED_SECOND =
  '== marker 0\nstate=member\nclusterId=48276a8f75b6a87\nmemberId=8ffc13b20f9744d9\n\n== absent 0\n== end 0\n';
const MARKED_OF_ANOTHER_CLUSTER = MARKED_SECOND.replace('state=member', 'state=removed').replace(
  '48276a8f75b6a87',
  '77',
);
const FORMING = '== marker 0\nstate=forming\n\n== absent 0\n== end 0\n';

describe('a bootstrapped cluster', () => {
  test('has a leader, and members that are healthy when they serve reads', () => {
    expect(together(LEADING_TWO, UNREACHABLE)).toEqual(
      known({
        is: 'formed',
        clusterId: '48276a8f75b6a87',
        alarms: [],
        members: [
          {
            id: '2e1259d415f2a040',
            host: 'cp1',
            name: 'cp1',
            peerUrl: 'https://10.0.0.11:2380',
            learner: false,
            healthy: true,
            leader: true,
            version: '3.6.16',
            behind: 0,
          },
          {
            id: '8ffc13b20f9744d9',
            host: 'cp2',
            name: 'cp2',
            peerUrl: 'https://10.0.0.12:2380',
            learner: false,
            healthy: false,
            leader: false,
            why: 'does not answer',
          },
        ],
      }),
    );
  });

  test('finds the host of a member by its peer URL, whatever its name, and none for an undeclared URL', () => {
    expect(together(LEADING_TWO.replaceAll('"cp2"', '"cp1"'), UNREACHABLE)).toMatchObject({
      value: {
        members: [
          {host: 'cp1', name: 'cp1'},
          {host: 'cp2', name: 'cp1'},
        ],
      },
    });
    const alone = assemble(desired.slice(0, 1), evidenceOf({cp1: LEADING_TWO}));
    expect(alone).toMatchObject({value: {members: [{host: 'cp1'}, {name: 'cp2'}]}});
    expect(alone).not.toMatchObject({value: {members: [{}, {host: expect.anything()}]}});
  });

  test('finds the host of a member by the ID of its process, whatever the URL', () => {
    const elsewhere = assemble(desired.slice(1), evidenceOf({cp2: NOT_INSTALLED, w1: LEADING_TWO}));
    expect(elsewhere).toMatchObject({
      value: {
        members: [
          {host: 'w1', healthy: true, version: '3.6.16', behind: 0},
          {host: 'cp2', healthy: false},
        ],
      },
    });
    const swapped = together(SECOND, LEADING_TWO);
    expect(swapped).toMatchObject({value: {members: [{host: 'cp2'}, {host: 'cp1'}]}});
  });

  test('finds the host of a member that does not answer by its marker, also an undeclared host', () => {
    const silent = assemble(desired.slice(0, 1), evidenceOf({cp1: LEADING_TWO, w1: MARKED_SECOND}));
    expect(silent).toMatchObject({value: {members: [{host: 'cp1'}, {host: 'w1', healthy: false}]}});
    const leftOver = assemble(desired.slice(0, 1), evidenceOf({cp1: LEADING_TWO, w1: MARKED_OF_ANOTHER_CLUSTER}));
    expect(leftOver).not.toMatchObject({value: {members: [{}, {host: expect.anything()}]}});
  });

  test('does not use the declared host when its process or marker has another member ID', () => {
    const reached = together(LEADING_TWO, LEADING_TWO);
    expect(reached).toMatchObject({value: {members: [{host: 'cp1'}, {healthy: false}]}});
    expect(reached).not.toMatchObject({value: {members: [{}, {host: expect.anything()}]}});
    const marked = together(LEADING_TWO, MARKED_SECOND.replace('8ffc13b20f9744d9', '77'));
    expect(marked).not.toMatchObject({value: {members: [{}, {host: expect.anything()}]}});
  });

  test('uses the declared host when its marker is that of a removed member', () => {
    const back = MARKED_SECOND.replace('8ffc13b20f9744d9', '77').replace('state=member', 'state=removed');
    expect(together(LEADING_TWO, back)).toMatchObject({value: {members: [{host: 'cp1'}, {host: 'cp2'}]}});
  });

  test('has IPv6 peer URLs in canonical form', () => {
    const ipv6 = LEADING_TWO.replace('https://10.0.0.12:2380', 'https://[FD00:0:0::12]:2380');
    const [cp1, cp2] = desired as [DesiredMember, DesiredMember];
    const declared = [cp1, {...cp2, peerUrl: 'https://[fd00::12]:2380'}];
    expect(assemble(declared, evidenceOf({cp1: ipv6, cp2: undefined}))).toMatchObject({
      value: {members: [{host: 'cp1'}, {host: 'cp2', peerUrl: 'https://[fd00::12]:2380'}]},
    });
  });

  test('has a learner that is healthy when it answers', () => {
    expect(together(LEADING, LEARNING)).toMatchObject({
      value: {
        members: [
          {learner: false, healthy: true},
          {learner: true, healthy: true, name: ''},
        ],
      },
    });
    expect(together(LEADING, UNREACHABLE)).toMatchObject({value: {members: [{}, {learner: true, healthy: false}]}});
  });

  test('has the reason why a voter that answers is not healthy', () => {
    expect(together(LEADING_TWO, LEADERLESS)).toMatchObject({
      value: {members: [{}, {healthy: false, why: 'Error: context deadline exceeded'}]},
    });
  });
});

describe('the state is unknown', () => {
  test('when members of two clusters answer', () => {
    expect(together(LEADING_TWO, OTHER_CLUSTER)).toMatchObject({
      known: false,
      why: expect.stringContaining('2 different clusters'),
    });
  });

  test('when a member belongs to another cluster than its marker', () => {
    const refounded = LEADING_TWO.replaceAll('324952591200643719', '999952591200643719');
    expect(together(refounded, NOT_INSTALLED)).toMatchObject({
      known: false,
      why: expect.stringContaining('2 different clusters'),
    });
  });

  test('when a marker says that etcd is bootstrapped, and no member serves reads', () => {
    expect(together(DOWN, LEADERLESS)).toEqual(
      unknown(
        'etcd is bootstrapped, but no member serves linearizable reads (cp1: Failed to get the status of endpoint https://127.0.0.1:2379 (context deadline exceeded); cp2: Error: context deadline exceeded)',
      ),
    );
  });

  test('when no member reports the alarms', () => {
    const silent = LEADING_TWO.replace('== alarms 0\n', '== alarms 1\nError: context deadline exceeded\n');
    expect(together(silent, UNREACHABLE)).toEqual(
      unknown('no member reports the alarms of etcd (cp1: Error: context deadline exceeded)'),
    );
  });

  test('when a host that may have a member is unreachable', () => {
    expect(together(NOT_INSTALLED, UNREACHABLE)).toEqual(
      unknown('cannot determine whether an etcd member exists: cp2: no route'),
    );
  });

  test('when a host with an undeclared member is unreachable', () => {
    const evidence = evidenceOf({cp1: NOT_INSTALLED, cp2: NOT_INSTALLED, w1: UNREACHABLE});
    expect(assemble(desired, evidence)).toEqual(
      unknown('cannot determine whether an etcd member exists: w1: no route'),
    );
  });

  test('when a host was not asked at all', () => {
    const evidence = new Map([[hostName('cp1'), known(parseReport(hostName('cp1'), NOT_INSTALLED)!)]]);
    expect(assemble(desired, evidence)).toEqual(
      unknown('cannot determine whether an etcd member exists: cp2: was not asked'),
    );
  });
});

test('etcd is absent when every host says so', () => {
  expect(together(NOT_INSTALLED, NOT_INSTALLED)).toEqual(known({is: 'absent'}));
});

test('etcd is forming while a marker says so, or a member answers that never had a leader', () => {
  expect(together(FORMING, NOT_INSTALLED)).toEqual(known({is: 'forming'}));
  expect(together(NOT_INSTALLED, LEADERLESS)).toEqual(known({is: 'forming'}));
});
