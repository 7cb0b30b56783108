import type {EtcdData} from '../../src/core/model/etcd-data.js';
import {type Digest, type EtcdId, etcdId, hostName} from '../../src/core/model/names.js';
import {quorum} from '../../src/core/quorum/quorum.js';
import {memberIdOf} from '../../src/core/restore/ids.js';
import {membersIn, parseRecord, recordText} from '../../src/core/restore/record.js';
import {termsText} from '../../src/core/restore/terms.js';
import type {EtcdDataClient} from '../../src/ports/etcd-data.js';
import type {ExpectedIdentity} from '../../src/ports/host.js';
import type {MemoryDisk} from './memory-disk.js';
import type {MemoryWorld} from './memory-world.js';

/** The data of one member. */
export interface MemberData {
  readonly clusterId: EtcdId;
  readonly memberId: EtcdId;
  /** What a restore made it from, and the members that it made; undefined for data that grew by itself. */
  readonly restored?: {readonly text: string; readonly cluster: string};
  /** The position in its log, and its revision. Members of one cluster differ only where a test says so. */
  readonly index?: number;
}

/** What is beside the member in the data directory. */
export interface BesideData {
  readonly record?: string;
  readonly prepared?: MemberData;
  readonly sent: readonly Digest[];
  readonly old: ReadonlyMap<string, MemberData>;
}

export const NOTHING_BESIDE: BesideData = {sent: [], old: new Map()};

type Change = (what: string, effect: (disk: MemoryDisk, torn: boolean, world: MemoryWorld) => void) => Promise<void>;

interface Host {
  readonly disk: () => MemoryDisk;
  readonly world: () => MemoryWorld;
  readonly change: Change;
  readonly assertIs: (disk: MemoryDisk, expected: ExpectedIdentity | undefined) => void;
  readonly reached: () => void;
}

const REVISION = 1844n;

/** The data directory of etcd of one host in memory. A torn operation does the first of its steps. */
export const memoryEtcdData = ({disk, world, change, assertIs, reached}: Host): EtcdDataClient => ({
  async look() {
    reached();
    return look(disk(), world());
  },
  send: async ({sha256}) =>
    change('send the snapshot', (on, torn) => {
      if (!torn) on.beside = {...on.beside, sent: [sha256]};
    }),
  prepare: ({identity, record}) =>
    change('prepare the restored data', (on, torn) => {
      assertIs(on, identity);
      if (!on.beside.sent.includes(record.snapshot)) throw new Error(`${on.name}: the snapshot was not sent`);
      const {record: _, ...rest} = on.beside;
      const {clusterId, memberId, cluster} = record;
      const prepared = {clusterId, memberId, restored: {text: termsText(record), cluster}};
      on.beside = {...rest, prepared, ...(torn ? {} : {record: recordText(record)})};
    }),
  swap: ({identity, terms, old}) =>
    change('swap the data', (on, torn, within) => {
      assertIs(on, identity);
      assertMarked(on, 'restoring', termsText(terms));
      within.stop(hostName(on.name), 'etcd.service');
      const {prepared, ...rest} = on.beside;
      if (prepared === undefined) return;
      if (on.beside.record === undefined) throw new Error(`${on.name}: half of the restored data was put in place`);
      if (on.etcdData !== undefined) setAside(on, old);
      if (torn) return;
      on.etcdData = prepared;
      on.beside = {...rest, sent: [], old: on.beside.old};
    }),
  setAside: ({identity, old}) =>
    change('set the data aside', (on, torn, within) => {
      assertIs(on, identity);
      assertMarked(on, 'removed');
      within.stop(hostName(on.name), 'etcd.service');
      if (!torn && on.etcdData !== undefined) setAside(on, old);
    }),
  async discardOld(identity) {
    const names = [...disk().beside.old.keys()];
    await change('discard old data', on => {
      assertIs(on, identity);
      on.beside = {...on.beside, old: new Map()};
    });
    return names;
  },
});

function setAside(disk: MemoryDisk, name: string): void {
  disk.beside = {...disk.beside, old: new Map([...disk.beside.old, [name, disk.etcdData!]])};
  disk.etcdData = undefined;
}

function assertMarked(disk: MemoryDisk, state: string, restore?: string): void {
  for (const marker of disk.markers())
    if (marker?.state !== state || (restore !== undefined && marker.restore !== restore))
      throw new Error(`${disk.name}: the marker says ${marker?.state}, not ${state}`);
}

function look(disk: MemoryDisk, world: MemoryWorld): EtcdData {
  const {record: text, prepared, sent, old} = disk.beside;
  const record = text === undefined ? undefined : parseRecord(text);
  const data = disk.etcdData;
  const serves = memberServes(disk, world);
  return {
    hasMember: data !== undefined,
    ...(record === undefined ? {} : {record}),
    isPrepared: prepared !== undefined,
    sent,
    old: [...old.keys()],
    freeBytes: 1e12,
    active: disk.active('etcd.service'),
    tool: '3.6.16',
    ...(serves ? {running: running(data!, world)} : {}),
    ...(data !== undefined && !disk.runs('etcd.service') ? {storedRevision: revisionOf(data)} : {}),
  };
}

/** A member that was started without quorum does not serve before there is one. */
export function memberServes(disk: MemoryDisk, world: MemoryWorld): boolean {
  const host = hostName(disk.name);
  if (world.hasQuorum()) world.stopped.delete(host);
  const runs = disk.runs('etcd.service') && !world.unresponsive.has(host) && disk.etcdData !== undefined;
  return runs && !world.stopped.has(host);
}

const running = (data: MemberData, world: MemoryWorld) => ({
  clusterId: data.clusterId,
  memberId: data.memberId,
  leader: world.hasQuorum() ? (world.leader() ?? etcdId('0')) : etcdId('0'),
  revision: revisionOf(data),
  term: '2',
  index: `${data.index ?? 100}`,
  learner: world.membership?.members.find(({id}) => id === data.memberId)?.learner ?? false,
  version: '3.6.16',
  dbBytes: 20_480,
  ...(world.membership === undefined ? {} : {voters: world.membership.members.filter(each => !each.learner).length}),
  hash: data.restored?.text ?? data.clusterId,
});

/** Above that of the snapshot by as much as it was raised. */
export const revisionOf = ({restored, index = 100}: MemberData): string =>
  `${REVISION + (restored === undefined ? BigInt(index) : BigInt(restored.text.split(':')[1]!))}`;

/** The cluster that restored members form, once a quorum of them runs; undefined before. */
export function restoredMembership(running: readonly MemoryDisk[]) {
  const restored = running.flatMap(({name, etcdData}) => (etcdData?.restored ? [{name, ...etcdData}] : []));
  const [first] = restored;
  if (first === undefined) return undefined;
  const listed = membersIn(first.restored!.cluster);
  const present = listed.filter(({host}) => restored.some(each => each.name === host));
  if (present.length < quorum(listed.length)) return undefined;
  const token = first.restored!.text.split(':')[2]!;
  return {
    clusterId: first.clusterId,
    members: listed.map(({host, peerUrl}) => ({
      host: hostName(host),
      peerUrl,
      id: memberIdOf(peerUrl, token),
      learner: false,
    })),
  };
}

/** Fails the test when members with data of different clusters run at the same time. */
export function assertOneCluster(running: readonly MemoryDisk[]): void {
  const ids = new Set(running.flatMap(({etcdData}) => etcdData?.clusterId ?? []));
  if (ids.size > 1)
    throw new Error(
      `members of different clusters run: ${running.map(({name, etcdData}) => `${name} ${etcdData?.clusterId}`).join(', ')}`,
    );
}
