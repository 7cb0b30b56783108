import {describe, expect, test} from 'vitest';
import {etcdId, hostName} from '../../../src/core/model/names.js';
import {project} from '../../../src/core/quorum/project.js';
import {LEARNER, membership, peerUrl, STRANGER} from './memberships.js';

const ALL = ['cp1', 'cp2', 'cp3'].map(hostName);

describe('a refusal says who it is about, the arithmetic, and what to do', () => {
  test('one more where a voter is dead: remove it first', () => {
    expect(project(membership({healthy: 2, down: 1}), {kind: 'add', peerUrl: STRANGER})).toEqual({
      safe: false,
      outage: false,
      why: 'cp3 must be healthy before etcd grows; 2 of 3 voters healthy, quorum 2; not healthy: cp3 (does not answer)',
      fix: 'bring cp3 back; what is lost for good is removed before anything is added: `quorate remove --lost cp3`. Then run the same command again',
    });
  });

  test('the restart of one that quorum needs', () => {
    const {why, fix} = project(membership({healthy: 2, down: 1}), {kind: 'restart', peerUrl: peerUrl(1)});
    expect(why).toBe(
      'cp1 is needed for quorum while cp3 is down; 2 of 3 voters healthy, quorum 2; not healthy: cp3 (does not answer); while it restarts, at worst 1 of 3 voters up, quorum 2',
    );
    expect(fix).toBe('bring cp3 back first, then run the same command again');
  });

  test('two members of one name are told apart by their hosts, also in what is to be done', () => {
    const {members, ...rest} = membership({healthy: 2, down: 1});
    const namesakes = {...rest, members: members.map((member, at) => ({...member, host: ALL[at]!, name: 'cp2'}))};
    const restart = project(namesakes, {kind: 'restart', peerUrl: peerUrl(1)});
    expect(restart.why).toContain('cp1 is needed for quorum while cp3 is down');
    expect(restart.fix).toBe('bring cp3 back first, then run the same command again');
    expect(project(namesakes, {kind: 'remove', peerUrl: peerUrl(1)}).fix).toContain('`quorate remove --lost cp3`');
  });

  test('the restart of the only voter, until downtime is accepted', () => {
    const restart = {kind: 'restart', peerUrl: peerUrl(1)} as const;
    expect(project(membership({healthy: 1}), restart)).toEqual({
      safe: false,
      outage: true,
      why: 'writes stop until cp1 is back: while it restarts, at worst 0 of 1 voters up, quorum 1',
      fix: 'run the same command again with `--accept-downtime`',
    });
    expect(project(membership({healthy: 1}), restart, {acceptDowntime: true})).toMatchObject({
      safe: true,
      outage: true,
    });
  });

  test('any change where quorum is gone: how many have to come back', () => {
    const {why, fix} = project(membership({healthy: 2, down: 3}), {kind: 'remove', peerUrl: peerUrl(5)});
    expect(why).toContain('2 of 5 voters healthy, quorum 3');
    expect(fix).toContain('start etcd again on 1 of cp3, cp4, cp5');
    const pair = project(membership({healthy: 1, down: 1}), {kind: 'remove', peerUrl: peerUrl(2)});
    expect(pair.fix).toContain('start etcd again on cp2, then');
  });
});

describe('promotion', () => {
  const promote = {kind: 'promote', peerUrl: LEARNER} as const;

  test('from one voter to two is permitted, and said to protect from nothing yet', () => {
    const {safe, why} = project(membership({healthy: 1, learner: 'in sync'}), promote);
    expect(safe).toBe(true);
    expect(why).toContain('at worst 1 of 2 voters up, quorum 2');
    expect(why).toContain('2 voters survive no loss until there is a third');
  });

  test.each(['lagging', 'unmeasured', 'dead', 'never started'] as const)(
    'a learner that is %s is never promoted, whatever is consented to',
    learner => {
      for (const healthy of [1, 2, 3, 4, 5, 6])
        expect(
          project(membership({healthy, learner}), promote, {acceptDowntime: true, acceptReducedTolerance: true}).safe,
        ).toBe(false);
    },
  );

  test('a second learner is finished or dropped first', () => {
    const etcd = membership({healthy: 3, learner: 'in sync'});
    const second = {...etcd.members.at(-1)!, id: etcdId('ee'), name: 'newer', peerUrl: STRANGER};
    const {safe, why, fix} = project({...etcd, members: [...etcd.members, second]}, promote);
    expect(safe).toBe(false);
    expect(why).toContain('newer is a learner still');
    expect(fix).toContain('`quorate remove newer`');
  });

  test('is done when an earlier one was, though its answer was lost', () => {
    expect(project(membership({healthy: 2}), {kind: 'promote', peerUrl: peerUrl(2)})).toMatchObject({safe: true});
  });
});

describe('addition', () => {
  test('a name that is taken is refused, for etcd would take it', () => {
    const {safe, why} = project(membership({healthy: 3}), {kind: 'add', peerUrl: STRANGER, name: 'cp2'});
    expect(safe).toBe(false);
    expect(why).toContain('cp2 is already the name of the member at https://10.0.0.12:2380');
  });

  test('a peer URL that is taken is refused, unless its learner is what was begun', () => {
    const taken = (url: string, name: string) =>
      project(membership({healthy: 3, learner: 'never started'}), {kind: 'add', peerUrl: url, name});
    expect(taken(peerUrl(2), 'cp9').safe).toBe(false);
    expect(taken(LEARNER, 'cp4').safe).toBe(true);
  });

  test('a voter that was added and never started is named as that, and started or dropped first', () => {
    const {safe, why, fix} = project(membership({healthy: 2, unstarted: 1}), {kind: 'add', peerUrl: STRANGER});
    expect(safe).toBe(false);
    expect(why).toContain('https://10.0.0.13:2380 was added and has never started; 2 of 3 voters healthy, quorum 2');
    // It has no name that a command could be given.
    expect(fix).toContain('etcdctl member remove 0000000000000003');
  });

  test('an even number of voters is permitted, and said to protect no better', () => {
    const {safe, why} = project(membership({healthy: 3}), {kind: 'add', peerUrl: STRANGER});
    expect(safe).toBe(true);
    expect(why).toContain('4 voters survive the loss of 1, so add another');
    expect(project(membership({healthy: 2}), {kind: 'add', peerUrl: STRANGER}).why).not.toContain('add another');
  });
});
