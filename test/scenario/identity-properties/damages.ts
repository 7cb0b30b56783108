import fc from 'fast-check';
import {parseIdentity} from '../../../src/core/identity/parse.js';
import {IDENTITY, IDENTITY_COPY, identityText} from '../../../src/core/model/identity-record.js';
import {clusterId, etcdId, type HostName} from '../../../src/core/model/names.js';
import type {EtcdMarker} from '../../../src/core/model/observed.js';
import {ETCD_MARKER, ETCD_MARKER_COPY, etcdMarkerText} from '../../../src/core/render/etcd/marker.js';
import type {MemoryDisk} from '../../support/memory-disk.js';
import type {MemoryWorld} from '../../support/memory-world.js';

/** What is wrong on one machine before the run, picked by number; what is undefined is as it should be. */
export interface Damage {
  readonly host: number;
  /** Of the neighbour cluster. */
  readonly abroad?: true;
  readonly marker?: 'missing' | {readonly state: EtcdMarker['state']; readonly of: Owner};
  /** The marker outside /var; undefined: it stays as it was, whatever the other one says now. */
  readonly copy?: 'missing' | 'follows';
  /** The process has ended, and it does not begin again by itself; gone: its data as well. */
  readonly data?: 'gone' | 'not served';
  readonly identity?: 'missing' | 'half missing' | 'of another cluster' | 'of another host';
  /** Cut off from here, or without power. */
  readonly silent?: 'cut off' | 'off';
}

/** Whose ids a marker has. */
type Owner = 'nobody' | 'its own' | 'another of the list' | 'one of no list' | 'another cluster';

const marker = fc.oneof(
  {weight: 1, arbitrary: fc.constant('missing' as const)},
  {
    weight: 3,
    arbitrary: fc.record({
      state: fc.constantFrom<EtcdMarker['state']>('learner', 'member', 'leaving', 'removed'),
      of: fc.constantFrom<Owner>('nobody', 'its own', 'another of the list', 'one of no list', 'another cluster'),
    }),
  },
);

const host = fc.nat(5);
const abroad = fc.constant(true as const);
const copy = fc.constantFrom('missing' as const, 'follows' as const);
const data = fc.constantFrom('gone' as const, 'not served' as const);
const identity = fc.constantFrom<NonNullable<Damage['identity']>>(
  'missing',
  'half missing',
  'of another cluster',
  'of another host',
);
const silent = fc.constantFrom('cut off' as const, 'off' as const);

export const damages: fc.Arbitrary<readonly Damage[]> = fc.array(
  fc.oneof(
    {weight: 4, arbitrary: fc.record({host, marker, copy, data}, {requiredKeys: ['host']})},
    {weight: 2, arbitrary: fc.record({host, identity})},
    {weight: 1, arbitrary: fc.record({host, silent})},
    {weight: 2, arbitrary: fc.record({host, abroad, marker, copy, data, identity, silent}, {requiredKeys: ['host']})},
  ),
  {maxLength: 2},
);

/** @param strange the other of the two clusters, as it was built. */
export function damage(world: MemoryWorld, strange: MemoryWorld, host: HostName, what: Damage): void {
  const disk = world.disk(host);
  damageMarker(world, strange, disk, what);
  if (what.data !== undefined) disk.started.delete('etcd.service');
  if (what.data === 'gone') disk.etcdData = undefined;
  damageIdentity(disk, strange, what);
  if (what.silent === 'off') world.disk(host).started.clear();
  if (what.silent !== undefined) world.unreachable.add(host);
}

function damageMarker(world: MemoryWorld, strange: MemoryWorld, disk: MemoryDisk, {marker, copy}: Damage): void {
  if (marker === 'missing') disk.files.delete(ETCD_MARKER);
  else if (marker !== undefined) write(disk, ETCD_MARKER, textFor(world, strange, disk, marker));
  const beside = disk.text(ETCD_MARKER);
  if (copy === 'missing' || (copy === 'follows' && beside === undefined)) disk.files.delete(ETCD_MARKER_COPY);
  else if (copy === 'follows') write(disk, ETCD_MARKER_COPY, beside!);
}

type Wanted = Exclude<Damage['marker'], 'missing' | undefined>;

function textFor({roster}: MemoryWorld, strange: MemoryWorld, disk: MemoryDisk, {state, of}: Wanted): string {
  const {clusterId, members} = roster!;
  const other = members.find(({host}) => host !== disk.name)?.id ?? NO_ID;
  const ids: Readonly<Record<Owner, Omit<EtcdMarker, 'state'>>> = {
    nobody: {},
    'its own': {clusterId, memberId: members.find(({host}) => host === disk.name)?.id ?? NO_ID},
    'another of the list': {clusterId, memberId: other},
    'one of no list': {clusterId, memberId: NO_ID},
    'another cluster': {clusterId: strange.roster!.clusterId, memberId: strange.roster!.members[0]!.id},
  };
  return etcdMarkerText({state, ...ids[of]});
}

const NO_ID = etcdId('5ca1ab1e');

function damageIdentity(disk: MemoryDisk, strange: MemoryWorld, {identity: how}: Damage): void {
  if (how === undefined) return;
  disk.files.delete(IDENTITY);
  if (how === 'half missing') return;
  const own = parseIdentity(disk.text(IDENTITY_COPY) ?? '');
  disk.files.delete(IDENTITY_COPY);
  if (how === 'missing' || own === undefined) return;
  const other = parseIdentity([...strange.disks.values()][0]!.text(IDENTITY) ?? '');
  const text = identityText(
    how === 'of another host'
      ? {...own, host: `${own.host}x` as HostName}
      : {...own, cluster: other?.cluster ?? clusterId('0'.repeat(32)), clusterName: other?.clusterName ?? 'other'},
  );
  for (const path of [IDENTITY, IDENTITY_COPY]) write(disk, path, text);
}

const write = (disk: MemoryDisk, path: string, text: string): void => disk.put(path, Buffer.from(text), '600');
