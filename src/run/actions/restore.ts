import type {ActionOf} from '../../core/actions/action.js';
import {isSameMarker, type RestoreAction, restoredMarker} from '../../core/actions/restore.js';
import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import type {EtcdMarker} from '../../core/model/observed.js';
import {ETCD_MARKERS, etcdMarkerText} from '../../core/render/etcd/marker.js';
import {isPrepared, isSent, isSwapped} from '../../core/restore/progress.js';
import {shortDigest} from '../../core/restore/terms.js';
import type {HostFile} from '../../ports/host.js';
import type {RunContext} from '../context.js';
import {expectedOn, readFacts} from './read-facts.js';
import {restoreAwaitSame} from './restore-await.js';
import {type ActionRunner, pendingBy, type Runners, unverifiable} from './runner.js';

export const RESTORE: Runners<RestoreAction> = {
  'restore/keep-current': unverifiable({
    because: () => 'what was written meanwhile is in no earlier snapshot',
    async apply(actions, context) {
      for (const {from} of actions) await keepCurrent(from, context);
    },
  }),
  'restore/send': {
    check: (actions, {cluster}) =>
      pendingBy(actions, async ({host, snapshot}) => ({
        done: isSent(await cluster.host(host).etcdData.look(), snapshot),
        seen: `the snapshot ${shortDigest(snapshot)} is not on the host`,
      })),
    async apply(actions, {cluster, restore, report}) {
      const source = restore?.source;
      for (const {host, snapshot} of actions) {
        if (source?.sha256 !== snapshot) throw snapshotNeeded(snapshot);
        const [artifact, totalBytes] = ['etcd snapshot', source.bytes];
        await cluster
          .host(host)
          .etcdData.send(source, sentBytes => report({type: 'upload', host, artifact, sentBytes, totalBytes}));
      }
    },
  },
  'restore/prepare': {
    check: (actions, {cluster}) =>
      pendingBy(actions, async ({host, record}) => {
        const data = await cluster.host(host).etcdData.look();
        return {done: isPrepared(data, record) || isSwapped(data, record), seen: 'the restored data is not complete'};
      }),
    async apply(actions, context) {
      for (const {host, peerUrl, record, above} of actions) {
        const identity = await expectedOn(host, context);
        await context.cluster.host(host).etcdData.prepare({identity, peerUrl, record, above});
      }
    },
  },
  'restore/mark': marking(({marker}) => marker),
  'restore/swap': {
    check: (actions, {cluster}) =>
      pendingBy(actions, async ({host, record}) => ({
        done: isSwapped(await cluster.host(host).etcdData.look(), record),
        seen: 'the restored data is not in place',
      })),
    async apply(actions, context) {
      for (const {host, record, old} of actions) {
        const identity = await expectedOn(host, context);
        await context.cluster.host(host).etcdData.swap({identity, terms: record, old});
      }
    },
  },
  'restore/record': marking(({record}) => restoredMarker(record)),
  'restore/await-same': restoreAwaitSame,
  'restore/set-aside': {
    check: (actions, {cluster}) =>
      pendingBy(actions, async ({host}) => ({
        done: !(await cluster.host(host).etcdData.look()).hasMember,
        seen: 'it has the data of a member',
      })),
    async apply(actions, context) {
      for (const {host, old} of actions) {
        const identity = await expectedOn(host, context);
        await context.cluster.host(host).etcdData.setAside({identity, old});
      }
    },
  },
};

/** The first that gives one is enough. When none does, the run continues: the data itself is set aside, too. */
async function keepCurrent(from: readonly HostName[], {restore, report}: RunContext): Promise<void> {
  const whys: string[] = [];
  for (const host of from) {
    try {
      const {path} = await restore!.keepCurrent(host);
      report({type: 'step', title: `Snapshot of what was there: ${path}`});
      return;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      whys.push(error.message);
    }
  }
  report({
    type: 'finding',
    finding: {code: 'etcd/restore-current-not-kept', level: 'warning', message: whys.join('; ')},
  });
}

/** The marker in both places, the one beside the data first. */
function marking<A extends ActionOf<'restore/mark' | 'restore/record'>>(
  markerOf: (action: A) => EtcdMarker,
): ActionRunner<A> {
  return {
    check: (actions, context) =>
      pendingBy(actions, async action => {
        const {etcdMarker, etcdMarkerCopy} = await readFacts(action.host, {paths: [...ETCD_MARKERS]}, context);
        const marker = markerOf(action);
        return {
          done: [etcdMarker, etcdMarkerCopy].every(each => isSameMarker(each, marker)),
          seen: `the markers do not say ${marker.state}`,
        };
      }),
    async apply(actions, {cluster}) {
      for (const action of actions) await cluster.host(action.host).put(markerFiles(markerOf(action)));
    },
  };
}

const markerFiles = (marker: EtcdMarker): readonly HostFile[] =>
  ETCD_MARKERS.map(path => ({path, mode: '600', content: Buffer.from(etcdMarkerText(marker)), secret: false}));

const snapshotNeeded = (snapshot: string): Failure =>
  new Failure('etcd/restore-snapshot-needed', `the snapshot with the SHA-256 ${snapshot} is needed to continue`, {
    suggestions: [
      'name its file: quorate etcd restore SNAPSHOT',
      'see which snapshots there are: quorate etcd snapshot list',
    ],
  });
