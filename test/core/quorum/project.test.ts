import {describe, expect, test} from 'vitest';
import {etcdId, hostName} from '../../../src/core/model/names.js';
import {project} from '../../../src/core/quorum/project.js';
import {LEARNER, membership, peerUrl, STRANGER} from './memberships.js';

const ALL = ['cp1', 'cp2', 'cp3'].map(hostName);

describe('a refusal names the member, the arithmetic and the remedy', () => {
  test('adding a member while a voter is down is refused: the voter is removed first', () => {
    expect(project(membership({healthy: 2, down: 1}), {kind: 'add', peerUrl: STRANGER, name: 'cp4'})).toEqual({
      safe: false,
      outage: false,
      why: 'cp3 must be healthy before a member is added; 2 of 3 voters healthy, quorum 2; not healthy: cp3 (does not answer)',
      fix: 'on cp3 (power it on first if it is off): `systemctl start etcd.service`; or put cp4 in its place: `quorate replace cp3 cp4`; or remove it first: `quorate remove cp3`, or if its machine is lost for good `quorate remove --lost cp3`. Then run the same command again',
    });
  });

  test('the restart of a voter that quorum depends on is refused', () => {
    const {why, fix} = project(membership({healthy: 2, down: 1}), {kind: 'restart', peerUrl: peerUrl(1)});
    expect(why).toBe(
      'cp1 is needed for quorum while cp3 is down; 2 of 3 voters healthy, quorum 2; not healthy: cp3 (does not answer); while it restarts, at worst 1 of 3 voters up, quorum 2',
    );
    expect(fix).toBe(
      'on cp3 (power it on first if it is off): `systemctl start etcd.service`, then run the same command again',
    );
  });

  test('two members of one name are distinguished by their hosts, also in the remedy', () => {
    const {members, ...rest} = membership({healthy: 2, down: 1});
    const namesakes = {...rest, members: members.map((member, at) => ({...member, host: ALL[at]!, name: 'cp2'}))};
    const restart = project(namesakes, {kind: 'restart', peerUrl: peerUrl(1)});
    expect(restart.why).toContain('cp1 is needed for quorum while cp3 is down');
    expect(restart.fix).toBe(
      'on cp3 (power it on first if it is off): `systemctl start etcd.service`, then run the same command again',
    );
    expect(project(namesakes, {kind: 'remove', peerUrl: peerUrl(1)}).fix).toContain('`quorate remove --lost cp3`');
  });

  test('the restart of the only voter is refused until downtime is accepted', () => {
    const restart = {kind: 'restart', peerUrl: peerUrl(1)} as const;
    expect(project(membership({healthy: 1}), restart)).toEqual({
      safe: false,
      outage: true,
      why: 'writes stop until cp1 is back: while it restarts, at worst 0 of 1 voter up, quorum 1',
      fix: 'run the same command again with `--accept-downtime`',
    });
    expect(project(membership({healthy: 1}), restart, {acceptDowntime: true})).toMatchObject({
      safe: true,
      outage: true,
    });
  });

  test('without quorum any change is refused, and the remedy says how many members to start', () => {
    const {why, fix} = project(membership({healthy: 2, down: 3}), {kind: 'remove', peerUrl: peerUrl(5)});
    expect(why).toContain('2 of 5 voters healthy, quorum 3');
    expect(fix).toContain('on 1 of cp3, cp4, cp5 (power it on first if it is off): `systemctl start etcd.service`');
    const pair = project(membership({healthy: 1, down: 1}), {kind: 'remove', peerUrl: peerUrl(2)});
    expect(pair.fix).toContain('on cp2 (power it on first if it is off): `systemctl start etcd.service`');
  });
});

describe('promotion', () => {
  const promote = {kind: 'promote', peerUrl: LEARNER} as const;

  test('from one voter to two is permitted, with the tolerance it gives', () => {
    const {safe, why} = project(membership({healthy: 1, learner: 'in sync'}), promote);
    expect(safe).toBe(true);
    expect(why).toContain('at worst 1 of 2 voters up, quorum 2');
    expect(why).toContain('2 voters tolerate 0 failures');
  });

  test.each(['lagging', 'unmeasured', 'dead', 'never started'] as const)(
    'a learner that is %s is not promoted, whatever is accepted',
    learner => {
      for (const healthy of [1, 2, 3, 4, 5, 6])
        expect(
          project(membership({healthy, learner}), promote, {acceptDowntime: true, acceptReducedTolerance: true}).safe,
        ).toBe(false);
    },
  );

  test('of a learner is refused while there is a second one, which is promoted or removed first', () => {
    const etcd = membership({healthy: 3, learner: 'in sync'});
    const second = {...etcd.members.at(-1)!, id: etcdId('ee'), name: 'newer', peerUrl: STRANGER};
    const {safe, why, fix} = project({...etcd, members: [...etcd.members, second]}, promote);
    expect(safe).toBe(false);
    expect(why).toContain('newer is still a learner');
    expect(fix).toContain('`quorate remove newer`');
  });

  test('is permitted if an earlier one succeeded and its answer was lost', () => {
    expect(project(membership({healthy: 2}), {kind: 'promote', peerUrl: peerUrl(2)})).toMatchObject({safe: true});
  });
});

describe('addition', () => {
  test('of a member with the name of another is refused, because etcd accepts it', () => {
    const {safe, why} = project(membership({healthy: 3}), {kind: 'add', peerUrl: STRANGER, name: 'cp2'});
    expect(safe).toBe(false);
    expect(why).toContain('cp2 is already the name of the member at https://10.0.0.12:2380');
  });

  test('of a peer URL that is in use is refused, unless it is that of an unfinished learner', () => {
    const taken = (url: string, name: string) =>
      project(membership({healthy: 3, learner: 'never started'}), {kind: 'add', peerUrl: url, name});
    expect(taken(peerUrl(2), 'cp9').safe).toBe(false);
    expect(taken(LEARNER, 'cp4').safe).toBe(true);
  });

  test('is refused while a voter has never started, which is started or removed first', () => {
    const {safe, why, fix} = project(membership({healthy: 2, unstarted: 1}), {kind: 'add', peerUrl: STRANGER});
    expect(safe).toBe(false);
    expect(why).toContain('https://10.0.0.13:2380 was added and never started; 2 of 3 voters healthy, quorum 2');
    expect(fix).toContain('etcdctl member remove 0000000000000003');
  });

  test('to an even number of voters is permitted, with a hint to add one more', () => {
    const {safe, why} = project(membership({healthy: 3}), {kind: 'add', peerUrl: STRANGER});
    expect(safe).toBe(true);
    expect(why).toContain('4 voters tolerate 1 failure, no more than 3: add one more');
    expect(project(membership({healthy: 2}), {kind: 'add', peerUrl: STRANGER}).why).not.toContain('add one more');
  });
});
