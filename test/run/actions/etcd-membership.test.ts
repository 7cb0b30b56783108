import {describe, expect, test} from 'vitest';
import type {ActionOf} from '../../../src/core/actions/action.js';
import {recordedBootstrapEnv} from '../../../src/core/actions/etcd-state.js';
import {desire} from '../../../src/core/desire.js';
import {sha256} from '../../../src/core/model/digest.js';
import {type Fact, known, unknown} from '../../../src/core/model/fact.js';
import {etcdId, hostName} from '../../../src/core/model/names.js';
import type {EtcdState, HostFacts} from '../../../src/core/model/observed.js';
import {ETCD_BOOTSTRAP_ENV} from '../../../src/core/render/etcd/bootstrap.js';
import {ETCD_MARKER, ETCD_MARKER_COPY} from '../../../src/core/render/etcd/marker.js';
import type {HostFile} from '../../../src/ports/host.js';
import {etcdRecordMember} from '../../../src/run/actions/etcd-membership.js';
import {clusterConfig} from '../../support/builders/config.js';
import {machineFacts} from '../../support/builders/facts.js';
import {strictCluster} from '../../support/strict-cluster.js';
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

describe('etcd/record-member', () => {
  const action: ActionOf<'etcd/record-member'> = {
    kind: 'etcd/record-member',
    host: cp1,
    peerUrl: 'https://10.0.0.11:2380',
  };
  const TEXT = 'state=member\nclusterId=48276a8f75b6a87\nmemberId=a1\n';
  const file = (text: string) => ({digest: sha256(text), mode: '600', owner: 'root:root'});
  const recorded: Partial<HostFacts> = {
    etcdMarker: {state: 'member', clusterId: CLUSTER, memberId: etcdId('a1')},
    files: new Map([
      [ETCD_BOOTSTRAP_ENV, file(recordedBootstrapEnv(desired, cp1))],
      [ETCD_MARKER_COPY, file(TEXT)],
    ]),
  };
  const pendingOn = async (facts: Partial<HostFacts>, etcd = formed(true, true, true)) => {
    const host = () => ({facts: async () => machineFacts(facts)});
    const {context} = runOn(strictCluster({host, etcd: answering(etcd)}));
    return (await etcdRecordMember.check([action], context)).length;
  };

  test('sets the initial cluster state to existing before it writes the marker', async () => {
    const puts: HostFile[][] = [];
    const host = () => ({put: async (files: readonly HostFile[]) => void puts.push([...files])});
    const {context} = runOn(strictCluster({host, etcd: answering(formed(true, true, true))}));
    await etcdRecordMember.apply([action], context);
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

  test('is done when the marker has the ids of the member and the initial cluster state is existing', async () => {
    expect(await pendingOn(recorded)).toBe(0);
  });

  test.each([
    ['there is no marker', {files: recorded.files!}],
    ['the marker says forming', {...recorded, etcdMarker: {state: 'forming'} as const}],
    ['the marker names another member', {...recorded, etcdMarker: {...recorded.etcdMarker!, memberId: etcdId('a2')}}],
    ['the marker names another cluster', {...recorded, etcdMarker: {...recorded.etcdMarker!, clusterId: etcdId('1')}}],
    [
      'the initial cluster state is new',
      {etcdMarker: recorded.etcdMarker!, files: new Map([[ETCD_MARKER_COPY, file(TEXT)]])},
    ],
    [
      'the copy of the marker is missing',
      {...recorded, files: new Map([...recorded.files!].filter(([path]) => path !== ETCD_MARKER_COPY))},
    ],
  ])('is pending while %s', async (_, facts) => {
    expect(await pendingOn(facts)).toBe(1);
  });

  test('is pending while etcd does not answer', async () => {
    expect(await pendingOn(recorded, unknown('no route'))).toBe(1);
  });

  test.each([
    ['etcd does not answer', unknown('no route')],
    ['etcd is not bootstrapped', known({is: 'forming'} as const)],
    ['the member is not in the member list', known({is: 'formed', clusterId: CLUSTER, members: []} as const)],
  ])('fails and writes nothing while %s', async (_, etcd) => {
    const {context} = runOn(strictCluster({etcd: answering(etcd)}));
    await expect(etcdRecordMember.apply([action], context)).rejects.toMatchObject({code: 'etcd/not-a-member'});
  });
});
