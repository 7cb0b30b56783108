import {describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {sha256} from '../../../src/core/model/digest.js';
import {type Fact, known, unknown} from '../../../src/core/model/fact.js';
import {etcdId, hostName} from '../../../src/core/model/names.js';
import type {EtcdState, HostFacts} from '../../../src/core/model/observed.js';
import type {ActionOf} from '../../../src/core/plan/action.js';
import {recordedBootstrapEnv} from '../../../src/core/plan/done.js';
import {ETCD_BOOTSTRAP_ENV} from '../../../src/core/render/etcd/bootstrap.js';
import {ETCD_MARKER, ETCD_MARKER_COPY} from '../../../src/core/render/etcd/marker.js';
import type {HostFile} from '../../../src/ports/host.js';
import {etcdAwaitLeader, etcdRecordMember} from '../../../src/run/actions/etcd.js';
import {clusterConfig, machineFacts} from '../../support/rendering.js';
import {strictCluster} from '../../support/strict-site.js';
import {runOn} from '../context.js';

const desired = desire(clusterConfig());
const cp1 = hostName('cp1');
const CLUSTER = etcdId('48276a8f75b6a87');
const formed = (...healthy: readonly boolean[]): Fact<EtcdState> =>
  known({
    is: 'formed',
    clusterId: CLUSTER,
    members: healthy.map((each, index) => ({
      id: etcdId(`a${index + 1}`),
      name: `cp${index + 1}`,
      peerUrl: `https://10.0.0.1${index + 1}:2380`,
      learner: false,
      healthy: each,
      leader: index === 0,
    })),
  });

const answering = (...states: readonly Fact<EtcdState>[]) => {
  let asked = 0;
  return {state: async () => states[Math.min(asked++, states.length - 1)]!};
};

describe('waiting for a leader', () => {
  test.each([
    ['etcd cannot be asked', unknown('no route'), 'no route'],
    ['there is no cluster', known({is: 'forming'} as const), 'etcd is forming'],
    ['a member of the first run is not healthy', formed(true, true, false), '2 of 3 voters are healthy'],
  ])('is not over while %s', async (_, state, because) => {
    const {context} = runOn(strictCluster({etcd: answering(state)}));
    expect(await etcdAwaitLeader.check([{kind: 'etcd/await-leader'}], context)).toMatchObject([{because}]);
  });

  test('is over when every member is healthy', async () => {
    const {context} = runOn(strictCluster({etcd: answering(formed(true, true, true))}));
    expect(await etcdAwaitLeader.check([{kind: 'etcd/await-leader'}], context)).toEqual([]);
  });

  test('goes on until a member that was restarted is back', async () => {
    const {context, events} = runOn(
      strictCluster({etcd: answering(formed(true, true, false), formed(true, true, true))}),
    );
    await etcdAwaitLeader.apply([{kind: 'etcd/await-leader'}], context);
    expect(events).toMatchObject([{type: 'waiting', seen: '2 of 3 voters are healthy'}]);
  });
});

describe('sealing a member', () => {
  const seal: ActionOf<'etcd/record-member'> = {
    kind: 'etcd/record-member',
    host: cp1,
    peerUrl: 'https://10.0.0.11:2380',
  };
  const TEXT = 'state=member\nclusterId=48276a8f75b6a87\nmemberId=a1\n';
  const file = (text: string) => ({digest: sha256(text), mode: '600', owner: 'root:root'});
  const sealed: Partial<HostFacts> = {
    etcdMarker: {state: 'member', clusterId: CLUSTER, memberId: etcdId('a1')},
    files: new Map([
      [ETCD_BOOTSTRAP_ENV, file(recordedBootstrapEnv(desired, cp1))],
      [ETCD_MARKER_COPY, file(TEXT)],
    ]),
  };
  const dueOn = async (facts: Partial<HostFacts>, etcd = formed(true, true, true)) => {
    const host = () => ({facts: async () => machineFacts(facts)});
    const {context} = runOn(strictCluster({host, etcd: answering(etcd)}));
    return (await etcdRecordMember.check([seal], context)).length;
  };

  test('takes the word "new" out of its start before it says that it is a member', async () => {
    const puts: HostFile[][] = [];
    const host = () => ({put: async (files: readonly HostFile[]) => void puts.push([...files])});
    const {context} = runOn(strictCluster({host, etcd: answering(formed(true, true, true))}));
    await etcdRecordMember.apply([seal], context);
    expect(puts.map(files => files.map(({path, mode}) => [path, mode]))).toEqual([
      [
        [ETCD_BOOTSTRAP_ENV, '600'],
        [ETCD_MARKER, '600'],
        [ETCD_MARKER_COPY, '600'],
      ],
    ]);
    expect(`${puts[0]?.[0]?.content}`).toContain('ETCD_INITIAL_CLUSTER_STATE=existing');
    expect(puts[0]?.slice(1).map(({content}) => `${content}`)).toEqual([TEXT, TEXT]);
  });

  test('is done when the marker has its ids and it starts as an existing one', async () => {
    expect(await dueOn(sealed)).toBe(0);
  });

  test.each([
    ['there is no marker', {files: sealed.files!}],
    ['the marker says forming', {...sealed, etcdMarker: {state: 'forming'} as const}],
    ['the marker names another member', {...sealed, etcdMarker: {...sealed.etcdMarker!, memberId: etcdId('a2')}}],
    ['the marker names another cluster', {...sealed, etcdMarker: {...sealed.etcdMarker!, clusterId: etcdId('1')}}],
    [
      'it would still start as a new one',
      {etcdMarker: sealed.etcdMarker!, files: new Map([[ETCD_MARKER_COPY, file(TEXT)]])},
    ],
    [
      'the copy of the marker is missing',
      {...sealed, files: new Map([...sealed.files!].filter(([path]) => path !== ETCD_MARKER_COPY))},
    ],
  ])('is due while %s', async (_, facts) => {
    expect(await dueOn(facts)).toBe(1);
  });

  test('is due, not done, while etcd cannot be asked', async () => {
    expect(await dueOn(sealed, unknown('no route'))).toBe(1);
  });

  test.each([
    ['etcd cannot be asked', unknown('no route')],
    ['the cluster is not formed', known({is: 'forming'} as const)],
    ['it is not in the member list', known({is: 'formed', clusterId: CLUSTER, members: []} as const)],
  ])('is refused, with nothing written, while %s', async (_, etcd) => {
    const {context} = runOn(strictCluster({etcd: answering(etcd)}));
    await expect(etcdRecordMember.apply([seal], context)).rejects.toMatchObject({code: 'etcd/not-a-member'});
  });
});
