import {describe, expect, test} from 'vitest';
import {sha256} from '../../../src/core/model/digest.js';
import {type Fact, known, unknown} from '../../../src/core/model/fact.js';
import type {HostIdentity} from '../../../src/core/model/identity-record.js';
import {clusterId, digestOf, etcdId, hostName} from '../../../src/core/model/names.js';
import type {EtcdMember, EtcdState, HostFacts} from '../../../src/core/model/observed.js';
import {ETCD_MARKER_COPY, ETCD_MARKERS, etcdMarkerText} from '../../../src/core/render/etcd/marker.js';
import type {DataWipe, HostFile, HostReset} from '../../../src/ports/host.js';
import {etcdWipeData} from '../../../src/run/actions/etcd-cleanup.js';
import {etcdRecordIds} from '../../../src/run/actions/etcd-membership.js';
import {hostReset} from '../../../src/run/actions/reset-host.js';
import {machineFacts} from '../../support/builders/facts.js';
import {nothingReset} from '../../support/builders/reset-result.js';
import {strictCluster} from '../../support/strict-cluster.js';
import {NO_KEYS, runOn} from '../context.js';

const host = hostName('cp2');
const peerUrl = 'https://10.0.0.12:2380';
const CLUSTER = clusterId('c'.repeat(32));
const ETCD = etcdId('e1');
const keys = {...NO_KEYS, clusterId: async () => CLUSTER};

const identity: HostIdentity = {
  cluster: CLUSTER,
  clusterName: 'demo',
  host,
  address: '10.0.0.12',
  machineId: 'm',
  ca: digestOf('a'.repeat(64)),
  founded: true,
  settings: {},
};
const member = (changes: Partial<EtcdMember>): EtcdMember => ({
  id: etcdId('a2'),
  name: 'cp2',
  peerUrl,
  learner: false,
  healthy: true,
  leader: false,
  ...changes,
});
const formed = (...members: readonly EtcdMember[]): Fact<EtcdState> => known({is: 'formed', clusterId: ETCD, members});

const OTHERS = [
  ['belongs to another cluster', {...identity, cluster: clusterId('d'.repeat(32))}],
  ['is another host', {...identity, host: hostName('cp3')}],
] as const;

/** A run with these facts of the host and this state of etcd. */
function run(facts: Partial<HostFacts>, etcd: Fact<EtcdState>) {
  const done: {resets: HostReset[]; clears: DataWipe[]; puts: HostFile[]} = {resets: [], clears: [], puts: []};
  const cluster = strictCluster({
    etcd: {state: async () => etcd},
    host: () => ({
      facts: async () => machineFacts({owned: new Set(['/etc/x']), ...facts}),
      reset: async (what: HostReset) => {
        done.resets.push(what);
        return nothingReset();
      },
      wipeData: async (what: DataWipe) => void done.clears.push(what),
      put: async (files: readonly HostFile[]) => void done.puts.push(...files),
    }),
  });
  return {context: runOn(cluster, {keys}).context, done};
}

describe('host/reset', () => {
  const reset = {kind: 'host/reset', host} as const;
  const removed = {state: 'removed', clusterId: ETCD, memberId: etcdId('a2')} as const;

  test('resets a host whose member was removed, with the identity that the host must have', async () => {
    const {context, done} = run({identity: known(identity), etcdMarker: removed}, formed(member({id: etcdId('a1')})));
    await hostReset.apply([reset], context);
    expect(done.resets.map(what => what.identity)).toEqual([{cluster: CLUSTER, host}]);
  });

  test('resets a host that joined before identities were recorded', async () => {
    const {context, done} = run({}, formed());
    await hostReset.apply([reset], context);
    expect(done.resets.map(what => what.identity)).toEqual([undefined]);
  });

  test.each([
    [
      'the member in its marker is listed under another URL',
      'etcd/still-a-member',
      formed(member({peerUrl: 'https://x'})),
    ],
    ['the member list has a member on this host', 'etcd/still-a-member', formed(member({id: etcdId('a9'), host}))],
    ['the member list is unknown', 'etcd/membership-unknown', unknown('no route')],
  ])('refuses while %s', async (_, code, etcd) => {
    const {context, done} = run({identity: known(identity), etcdMarker: removed}, etcd);
    await expect(hostReset.apply([reset], context)).rejects.toMatchObject({code});
    expect(done.resets).toEqual([]);
  });

  test.each(OTHERS)('refuses when the host %s', async (_, other) => {
    const {context, done} = run({identity: known(other)}, formed());
    await expect(hostReset.apply([reset], context)).rejects.toMatchObject({code: 'identity/other'});
    expect(done.resets).toEqual([]);
  });
});

describe('etcd/wipe-data', () => {
  const wipe = {kind: 'etcd/wipe-data', host, peerUrl} as const;

  test('deletes the data and both markers, with the identity that the host must have', async () => {
    const {context, done} = run({identity: known(identity)}, formed());
    await etcdWipeData.apply([wipe], context);
    expect(done.clears).toMatchObject([{identity: {cluster: CLUSTER, host}, files: [...ETCD_MARKERS]}]);
  });

  test.each(OTHERS)('refuses when the host %s', async (_, other) => {
    const {context, done} = run({identity: known(other)}, formed());
    await expect(etcdWipeData.apply([wipe], context)).rejects.toMatchObject({code: 'identity/other'});
    expect(done.clears).toEqual([]);
  });

  test.each([
    ['is done without a marker', {}, 0],
    ['is done for a marker without ids', {etcdMarker: {state: 'learner', clusterId: ETCD} as const}, 0],
    [
      'is done for a marker of another cluster',
      {etcdMarker: {state: 'removed', clusterId: etcdId('e2'), memberId: etcdId('a9')} as const},
      0,
    ],
    [
      'is done while the member is listed',
      {etcdMarker: {state: 'learner', clusterId: ETCD, memberId: etcdId('a2')} as const},
      0,
    ],
    [
      'is pending when the member is not listed',
      {etcdMarker: {state: 'member', clusterId: ETCD, memberId: etcdId('a9')} as const},
      1,
    ],
  ])('%s', async (_, facts, pending) => {
    const {context} = run(facts, formed(member({peerUrl: 'https://moved'})));
    expect(await etcdWipeData.check([wipe], context)).toHaveLength(pending);
  });
});

describe('etcd/record-ids', () => {
  const action = {kind: 'etcd/record-ids', host, peerUrl, as: 'learner'} as const;
  const learner = member({learner: true});
  const written = (state: 'learner' | 'member'): Partial<HostFacts> => {
    const etcdMarker = {state, clusterId: ETCD, memberId: learner.id} as const;
    const copy = {digest: sha256(etcdMarkerText(etcdMarker)), mode: '600', owner: 'root:root'};
    return {etcdMarker, files: new Map([[ETCD_MARKER_COPY, copy]])};
  };

  test('writes the ids of the learner to both places', async () => {
    const {context, done} = run({}, formed(learner));
    await etcdRecordIds.apply([action], context);
    const text = 'state=learner\nclusterId=e1\nmemberId=a2\n';
    expect(done.puts.map(({path, content}) => [path, `${content}`])).toEqual(ETCD_MARKERS.map(path => [path, text]));
  });

  test.each([
    ['pending without a marker', action, {}, formed(learner), 1],
    [
      'pending without the copy of the marker',
      action,
      {etcdMarker: written('learner').etcdMarker!},
      formed(learner),
      1,
    ],
    [
      'pending for a marker without ids',
      action,
      {etcdMarker: {state: 'learner', clusterId: ETCD} as const},
      formed(learner),
      1,
    ],
    ['pending before a promotion', {...action, as: 'member'} as const, written('learner'), formed(learner), 1],
    ['done with the ids of the learner', action, written('learner'), formed(learner), 0],
    ['done when a promotion was started', action, written('member'), formed(learner), 0],
    [
      'done for a voter, which etcd/record-member records',
      {...action, as: 'member'} as const,
      {},
      formed(member({})),
      0,
    ],
  ])('is %s', async (_, each, facts, etcd, pending) => {
    const {context} = run(facts, etcd);
    expect(await etcdRecordIds.check([each], context)).toHaveLength(pending);
  });

  test('refuses to overwrite the ids of another listed member', async () => {
    const {context, done} = run(
      {etcdMarker: {state: 'member', clusterId: ETCD, memberId: etcdId('a7')}},
      formed(learner, member({id: etcdId('a7'), peerUrl: 'https://old'})),
    );
    await expect(etcdRecordIds.apply([action], context)).rejects.toMatchObject({code: 'etcd/another-member'});
    expect(done.puts).toEqual([]);
  });

  test('refuses while the learner is not listed', async () => {
    const {context, done} = run({}, formed());
    await expect(etcdRecordIds.apply([action], context)).rejects.toMatchObject({code: 'etcd/not-a-member'});
    expect(done.puts).toEqual([]);
  });
});
