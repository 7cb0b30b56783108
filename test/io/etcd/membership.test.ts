import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {known} from '../../../src/core/model/fact.js';
import {etcdId, hostName} from '../../../src/core/model/names.js';
import type {EtcdMember} from '../../../src/core/model/observed.js';
import {membershipChanges} from '../../../src/io/etcd/membership.js';
import {loadTemplates} from '../../../src/io/local/templates.js';
import {answeringWith} from '../../support/answers.js';
import {clusterConfig} from '../../support/builders/config.js';
import {TestHost} from '../remote/test-host.js';

const desired = desire(clusterConfig()).etcd;
const [first, second] = [desired[0]!, desired[1]!];
const voter: EtcdMember = {...memberOf(first), learner: false, healthy: true, leader: true};
const learner: EtcdMember = {...memberOf(second), learner: true, healthy: true, leader: false};

function memberOf({host, peerUrl}: typeof first) {
  return {id: etcdId(`${host.slice(-1)}a`), name: host, peerUrl};
}

/** The commands that a voter receives when these are the members. */
const told = async (
  members: readonly EtcdMember[],
  change: 'promote' | 'removeLearner' | 'remove',
  stderr?: string,
) => {
  const words: string[] = [];
  const ports = membershipChanges(
    desired,
    host =>
      answeringWith(({argv}) => {
        words.push([host, ...argv.slice(4)].join(' '));
        return stderr === undefined ? {} : {code: 1, stderr};
      }),
    'the script',
    async () => known({is: 'formed', clusterId: etcdId('c1'), members}),
  );
  await ports[change](second.peerUrl);
  return words;
};

describe('a learner', () => {
  test('is promoted and removed through a voter, by its current ID', async () => {
    expect(await told([voter, learner], 'promote')).toEqual(['cp1 promote 2a']);
    expect(await told([voter, learner], 'removeLearner')).toEqual(['cp1 remove-learner 2a']);
  });

  test('that has become a voter is neither promoted again nor removed', async () => {
    const promoted = [voter, {...learner, learner: false}];
    expect(await told(promoted, 'promote')).toEqual([]);
    expect(await told(promoted, 'removeLearner')).toEqual([]);
  });

  test('is removed once', async () => {
    expect(await told([voter], 'removeLearner')).toEqual([]);
  });

  test('fails with etcd/change-not-accepted when a retry may succeed', async () => {
    await expect(told([voter, learner], 'removeLearner', 'Error: etcdserver: request timed out')).rejects.toMatchObject(
      {
        code: 'etcd/change-not-accepted',
      },
    );
  });
});

describe('a new member', () => {
  /** The commands and their hosts, with these members before and after an addition, and this answer of etcd. */
  const added = async (before: readonly EtcdMember[], after: readonly EtcdMember[], ...answers: readonly string[]) => {
    const words: string[] = [];
    const ports = membershipChanges(
      desired,
      host =>
        answeringWith(({argv}) => {
          const stderr = answers[words.push([host, ...argv.slice(4)].join(' ')) - 1];
          return stderr === undefined ? {} : {code: 1, stderr};
        }),
      'the script',
      async () => known({is: 'formed', clusterId: etcdId('c1'), members: words.length === 0 ? before : after}),
    );
    await ports.addLearner(second.peerUrl);
    return words;
  };
  const ADD = `cp1 add-learner cp2 ${second.peerUrl}`;
  const EXISTS = 'Error: etcdserver: Peer URLs already exists';

  test('is added through a voter, unless the list has its URL', async () => {
    expect(await added([voter], [voter, learner])).toEqual([ADD]);
    expect(await added([voter, learner], [voter, learner])).toEqual([]);
  });

  test('is found in the list when the answer to its addition was lost', async () => {
    expect(await added([voter], [voter, learner], EXISTS)).toEqual([ADD]);
    await expect(added([voter], [voter], EXISTS)).rejects.toMatchObject({code: 'etcd/change-refused'});
    await expect(added([voter], [voter, learner], 'Error: etcdserver: unhealthy cluster')).rejects.toMatchObject({
      code: 'etcd/change-not-accepted',
    });
  });
});

describe('a change is sent', () => {
  test('to the host that has the voter, not to the one declared at its URL', async () => {
    expect(await told([{...voter, host: hostName('w1')}, learner], 'promote')).toEqual(['w1 promote 2a']);
  });

  test('to a voter of the configuration if there is one', async () => {
    const undeclared: EtcdMember = {
      ...voter,
      id: etcdId('9a'),
      peerUrl: 'https://10.0.0.99:2380',
      host: hostName('w1'),
    };
    expect(await told([undeclared, voter, learner], 'promote')).toEqual(['cp1 promote 2a']);
  });
});

describe('a member', () => {
  const third: EtcdMember = {...memberOf(desired[2]!), learner: false, healthy: true, leader: false};

  test('is removed through another one that is healthy', async () => {
    const others = [{...voter, healthy: false}, {...learner, learner: false}, third];
    expect(await told(others, 'remove')).toEqual(['cp3 remove 2a']);
    expect(await told([voter], 'remove')).toEqual([]);
  });

  test('is not removed when there is no other healthy voter', async () => {
    await expect(told([{...voter, healthy: false}, third, learner].slice(0, 1), 'remove')).resolves.toEqual([]);
    await expect(told([{...voter, healthy: false}, learner], 'remove')).rejects.toMatchObject({code: 'etcd/no-voter'});
  });

  test('transfers leadership on its own host if it is the leader', async () => {
    const words: string[] = [];
    const handOver = (members: readonly EtcdMember[]) =>
      membershipChanges(
        desired,
        host =>
          answeringWith(({argv}) => {
            words.push([host, ...argv.slice(4)].join(' '));
            return {};
          }),
        'the script',
        async () => known({is: 'formed', clusterId: etcdId('c1'), members}),
      ).moveLeader(first.peerUrl, third.peerUrl);
    await handOver([voter, third]);
    await handOver([
      {...voter, leader: false},
      {...third, leader: true},
    ]);
    expect(words).toEqual(['cp1 move-leader 3a']);
  });
});

describe('the script', () => {
  let host: TestHost;
  beforeEach(() => {
    host = new TestHost();
  });
  afterEach(() => host.remove());

  /** The etcdctl commands of `remove-learner 2a` while it lists these members. */
  const changes = async (list: string, exit = 0) => {
    host.write('/list', list);
    host.command(
      'etcdctl',
      `case "$*" in *'member list'*) cat "$ROOT/list"; exit ${exit} ;; esac; shift 6; echo "$*" >>"$ROOT/calls"`,
    );
    const script = (await loadTemplates())
      .get('host/etcd-change.sh')!
      .replace('/opt/quorate/bin/etcdctl', 'command etcdctl');
    const argv = ['sh', '-c', `set -- remove-learner 2a\n${script}`, 'etcd-change'];
    const {code} = await host.transport.exec({argv, title: 'change', changes: true});
    return {code, calls: host.exists('/calls') ? host.text('/calls') : ''};
  };
  const line = (id: string, isLearner: boolean) =>
    `${id}, started, cp2, https://10.0.0.12:2380, https://10.0.0.12:2379, ${isLearner}\n`;

  test('removes a learner', async () => {
    expect(await changes(line('1a', false) + line('2a', true))).toEqual({code: 0, calls: 'member remove 2a\n'});
  });

  test.each([
    ['a voter', line('2a', false) + line('3a', true)],
    ['no voter', line('12a', true)],
  ])('removes nothing when the ID is that of %s', async (_, list) => {
    expect(await changes(list)).toEqual({code: 0, calls: ''});
  });

  test('removes nothing when the list cannot be read', async () => {
    expect(await changes(line('2a', true), 1)).toEqual({code: 1, calls: ''});
  });
});
