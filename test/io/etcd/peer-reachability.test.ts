import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {Failure} from '../../../src/core/failure.js';
import {type Fact, known, unknown} from '../../../src/core/model/fact.js';
import {etcdId, hostName} from '../../../src/core/model/names.js';
import type {EtcdState} from '../../../src/core/model/observed.js';
import {isReachableByPeers} from '../../../src/io/etcd/peer-reachability.js';
import {loadTemplates} from '../../../src/io/local/templates.js';
import {answeringWith} from '../../support/answers.js';
import {clusterConfig} from '../../support/builders/config.js';
import {TestHost} from '../remote/test-host.js';

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

describe('the script that asks', () => {
  let host: TestHost;
  beforeEach(() => {
    host = new TestHost();
    host.write('/pki/healthcheck-client.key', '');
  });
  afterEach(() => host.remove());

  const LIST = [
    '1a, started, cp1, https://10.0.0.11:2380, https://10.0.0.11:2379, false',
    '2a, unstarted, , https://10.0.0.12:2380, , true',
    '3a, started, cp3, https://10.0.0.13:2380, https://10.0.0.13:2379, false',
    '4a, started, cp4, https://[FD00::14]:2380,https://10.0.0.14:2380, https://[FD00::14]:2379,https://10.0.0.14:2379, false',
  ].join('\n');

  /** How it ends for a member's id when etcdctl says this of the endpoint, or of the list. */
  const ends = async (id: string, says: string, exit: number, listExit = 0) => {
    host.write('/list', `${LIST}\n`);
    host.write('/says', `${says}\n`);
    host.command(
      'etcdctl',
      `case "$*" in
         *'member list'*) cat "$ROOT/list"; exit ${listExit} ;;
         *'--endpoints=https://10.0.0.11:2379 '*) cat "$ROOT/says" >&2; exit ${exit} ;;
         *'--endpoints=https://[FD00::14]:2379,https://10.0.0.14:2379 '*) cat "$ROOT/says" >&2; exit ${exit} ;;
         *) echo "unexpected: $*" >&2; exit 99 ;;
       esac`,
    );
    const script = (await loadTemplates())
      .get('host/etcd-reachable.sh')!
      .replace('/opt/quorate/bin/etcdctl', host.at('/commands/etcdctl'))
      .replace('/etc/kubernetes/pki/etcd', host.at('/pki'));
    const argv = ['sh', '-c', `set -- ${id}\n${script}`, 'etcd-reachable'];
    return (await host.transport.exec({argv, title: 'ask', changes: false})).code;
  };
  const failed = (why: string) =>
    `{"level":"warn","error":"desc = latest balancer error: ${why}"}\nFailed to get the status of endpoint https://10.0.0.11:2379`;

  test('reports a member that answers', async () => {
    expect(await ends('1a', 'https://10.0.0.11:2379, 1a, 3.6.16, 20 kB', 0)).toBe(0);
  });

  test.each(['dial tcp 10.0.0.11:2379: connect: connection refused', 'dial tcp 10.0.0.11:2379: i/o timeout'])(
    'reports no answer when the connection fails: %s',
    async why => {
      expect(await ends('1a', failed(why), 1)).toBe(3);
    },
  );

  test.each([
    'authentication handshake failed: tls: failed to verify certificate',
    'write tcp: write: broken pipe',
    'read: connection reset by peer',
  ])('reports an error when the connection is accepted and fails later: %s', async why => {
    expect(await ends('1a', failed(why), 1)).toBe(1);
  });

  test('reports no answer for a member that never started', async () => {
    expect(await ends('2a', '', 1)).toBe(3);
  });

  test('asks all client URLs of a member, whatever the form of its peer URLs', async () => {
    expect(await ends('4a', 'https://[fd00::14]:2379, 4a, 3.6.16, 20 kB', 0)).toBe(0);
  });

  test.each(['a', '1', '9a'])('reports no answer for a member that is not listed: %s', async id => {
    expect(await ends(id, '', 0)).toBe(3);
  });

  test('fails without a member list', async () => {
    expect(await ends('1a', '', 0, 1)).toBe(1);
  });
});
