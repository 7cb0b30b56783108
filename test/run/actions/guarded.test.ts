import {describe, expect, test} from 'vitest';
import {sha256} from '../../../src/core/model/digest.js';
import {type Fact, known, unknown} from '../../../src/core/model/fact.js';
import type {HostIdentity} from '../../../src/core/model/identity-record.js';
import {clusterId, digestOf, etcdId, hostName} from '../../../src/core/model/names.js';
import type {EtcdMember, EtcdState, HostFacts} from '../../../src/core/model/observed.js';
import {ETCD_MARKER_COPY, ETCD_MARKERS, etcdMarkerText} from '../../../src/core/render/etcd/marker.js';
import type {DataWipe, HostFile, HostReset} from '../../../src/ports/host.js';
import {etcdWipeData} from '../../../src/run/actions/etcd-cleanup.js';
import {etcdMark} from '../../../src/run/actions/etcd-membership.js';
import {hostReset} from '../../../src/run/actions/reset-host.js';
import {machineFacts} from '../../support/rendering.js';
import {strictCluster} from '../../support/strict-site.js';
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

/** A run in which the host says this, and etcd that. */
function run(facts: Partial<HostFacts>, etcd: Fact<EtcdState>) {
  const done: {resets: HostReset[]; clears: DataWipe[]; puts: HostFile[]} = {resets: [], clears: [], puts: []};
  const cluster = strictCluster({
    etcd: {state: async () => etcd},
    host: () => ({
      facts: async () => machineFacts({owned: new Set(['/etc/x']), ...facts}),
      reset: async (what: HostReset) => {
        done.resets.push(what);
        return [];
      },
      clear: async (what: DataWipe) => void done.clears.push(what),
      put: async (files: readonly HostFile[]) => void done.puts.push(...files),
    }),
  });
  return {context: runOn(cluster, {keys}).context, done};
}

describe('a host is reset', () => {
  const reset = {kind: 'host/reset', host} as const;
  const removed = {state: 'removed', clusterId: ETCD, memberId: etcdId('a2')} as const;

  test('when its member is in the list no more, and it is told to compare who it is', async () => {
    const {context, done} = run({identity: known(identity), etcdMarker: removed}, formed(member({id: etcdId('a1')})));
    await hostReset.apply([reset], context);
    expect(done.resets.map(what => what.identity)).toEqual([{cluster: CLUSTER, host}]);
  });

  test('when it joined before identities were recorded', async () => {
    const {context, done} = run({}, formed());
    await hostReset.apply([reset], context);
    expect(done.resets.map(what => what.identity)).toEqual([undefined]);
  });

  test.each([
    [
      'the member of its marker is in the list under another URL',
      'etcd/still-a-member',
      formed(member({peerUrl: 'https://x'})),
    ],
    ['a member lives on it by its own word', 'etcd/still-a-member', formed(member({id: etcdId('a9'), host}))],
    ['etcd cannot say who its members are', 'etcd/membership-unknown', unknown('no route')],
  ])('never while %s', async (_, code, etcd) => {
    const {context, done} = run({identity: known(identity), etcdMarker: removed}, etcd);
    await expect(hostReset.apply([reset], context)).rejects.toMatchObject({code});
    expect(done.resets).toEqual([]);
  });

  test.each(OTHERS)('never when it %s', async (_, other) => {
    const {context, done} = run({identity: known(other)}, formed());
    await expect(hostReset.apply([reset], context)).rejects.toMatchObject({code: 'identity/other'});
    expect(done.resets).toEqual([]);
  });
});

describe('the data of a former member are deleted', () => {
  const clear = {kind: 'etcd/wipe-data', host, peerUrl} as const;

  test('in both places of the marker, by a host that compares who it is', async () => {
    const {context, done} = run({identity: known(identity)}, formed());
    await etcdWipeData.apply([clear], context);
    expect(done.clears).toMatchObject([{identity: {cluster: CLUSTER, host}, files: [...ETCD_MARKERS]}]);
  });

  test.each(OTHERS)('never when the host %s', async (_, other) => {
    const {context, done} = run({identity: known(other)}, formed());
    await expect(etcdWipeData.apply([clear], context)).rejects.toMatchObject({code: 'identity/other'});
    expect(done.clears).toEqual([]);
  });

  test.each([
    ['not due without a marker', {}, 0],
    ['not due for a marker without ids', {etcdMarker: {state: 'learner', clusterId: ETCD} as const}, 0],
    [
      'not due for another cluster',
      {etcdMarker: {state: 'removed', clusterId: etcdId('e2'), memberId: etcdId('a9')} as const},
      0,
    ],
    [
      'not due while the member is listed',
      {etcdMarker: {state: 'learner', clusterId: ETCD, memberId: etcdId('a2')} as const},
      0,
    ],
    [
      'due when the member is in no list',
      {etcdMarker: {state: 'member', clusterId: ETCD, memberId: etcdId('a9')} as const},
      1,
    ],
  ])('%s', async (_, facts, due) => {
    const {context} = run(facts, formed(member({peerUrl: 'https://moved'})));
    expect(await etcdWipeData.check([clear], context)).toHaveLength(due);
  });
});

describe('the ids of a learner', () => {
  const mark = {kind: 'etcd/record-ids', host, peerUrl, as: 'learner'} as const;
  const learner = member({learner: true});
  const written = (state: 'learner' | 'member'): Partial<HostFacts> => {
    const etcdMarker = {state, clusterId: ETCD, memberId: learner.id} as const;
    const copy = {digest: sha256(etcdMarkerText(etcdMarker)), mode: '600', owner: 'root:root'};
    return {etcdMarker, files: new Map([[ETCD_MARKER_COPY, copy]])};
  };

  test('are written to both places', async () => {
    const {context, done} = run({}, formed(learner));
    await etcdMark.apply([mark], context);
    const text = 'state=learner\nclusterId=e1\nmemberId=a2\n';
    expect(done.puts.map(({path, content}) => [path, `${content}`])).toEqual(ETCD_MARKERS.map(path => [path, text]));
  });

  test.each([
    ['due without a marker', mark, {}, formed(learner), 1],
    ['due without the copy', mark, {etcdMarker: written('learner').etcdMarker!}, formed(learner), 1],
    [
      'due for a marker without ids',
      mark,
      {etcdMarker: {state: 'learner', clusterId: ETCD} as const},
      formed(learner),
      1,
    ],
    ['due before a promotion', {...mark, as: 'member'} as const, written('learner'), formed(learner), 1],
    ['done as a learner', mark, written('learner'), formed(learner), 0],
    ['done when a promotion was begun', mark, written('member'), formed(learner), 0],
    ['left to the seal once it is a voter', {...mark, as: 'member'} as const, {}, formed(member({})), 0],
  ])('are %s', async (_, action, facts, etcd, due) => {
    const {context} = run(facts, etcd);
    expect(await etcdMark.check([action], context)).toHaveLength(due);
  });

  test('are never written over those of another member of the list', async () => {
    const {context, done} = run(
      {etcdMarker: {state: 'member', clusterId: ETCD, memberId: etcdId('a7')}},
      formed(learner, member({id: etcdId('a7'), peerUrl: 'https://old'})),
    );
    await expect(etcdMark.apply([mark], context)).rejects.toMatchObject({code: 'etcd/another-member'});
    expect(done.puts).toEqual([]);
  });

  test('are not written while the learner is not in the list', async () => {
    const {context, done} = run({}, formed());
    await expect(etcdMark.apply([mark], context)).rejects.toMatchObject({code: 'etcd/not-a-member'});
    expect(done.puts).toEqual([]);
  });
});
