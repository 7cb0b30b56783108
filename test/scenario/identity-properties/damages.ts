import fc from 'fast-check';
import {parseIdentity} from '../../../src/core/identity/parse.js';
import {IDENTITY, IDENTITY_COPY, identityText} from '../../../src/core/model/identity-record.js';
import {clusterId, etcdId, type HostName} from '../../../src/core/model/names.js';
import type {EtcdMarker} from '../../../src/core/model/observed.js';
import {ETCD_MARKER, ETCD_MARKER_COPY, etcdMarkerText} from '../../../src/core/render/etcd/marker.js';
import type {MemoryDisk} from '../../support/memory-disk.js';
import type {MemoryWorld} from '../../support/memory-world.js';

/** Damage on one machine before the run. `host` is an index; an undefined property is undamaged. */
export interface Damage {
  readonly host: number;
  /** The machine belongs to the neighbour cluster. */
  readonly abroad?: true;
  readonly marker?: 'missing' | {readonly state: EtcdMarker['state']; readonly of: Owner};
  /** The copy of the marker outside /var. follows: same as the marker. Undefined: unchanged. */
  readonly copy?: 'missing' | 'follows';
  /** etcd is stopped and does not start again. gone: its data are deleted too. */
  readonly data?: 'gone' | 'not served';
  readonly identity?: 'missing' | 'half missing' | 'of another cluster' | 'of another host';
  /** partitioned: only quorate cannot reach it. */
  readonly unreachable?: 'partitioned' | 'off';
}

/** The member whose ids a marker has. */
type Owner = 'none' | 'its own' | 'another listed member' | 'an unlisted member' | 'another cluster';

const marker = fc.oneof(
  {weight: 1, arbitrary: fc.constant('missing' as const)},
  {
    weight: 3,
    arbitrary: fc.record({
      state: fc.constantFrom<EtcdMarker['state']>('learner', 'member', 'leaving', 'removed'),
      of: fc.constantFrom<Owner>('none', 'its own', 'another listed member', 'an unlisted member', 'another cluster'),
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
const unreachable = fc.constantFrom('partitioned' as const, 'off' as const);

export const damages: fc.Arbitrary<readonly Damage[]> = fc.array(
  fc.oneof(
    {weight: 4, arbitrary: fc.record({host, marker, copy, data}, {requiredKeys: ['host']})},
    {weight: 2, arbitrary: fc.record({host, identity})},
    {weight: 1, arbitrary: fc.record({host, unreachable})},
    {
      weight: 2,
      arbitrary: fc.record({host, abroad, marker, copy, data, identity, unreachable}, {requiredKeys: ['host']}),
    },
  ),
  {maxLength: 2},
);

/** @param neighbour the other cluster, undamaged. */
export function damage(world: MemoryWorld, neighbour: MemoryWorld, host: HostName, what: Damage): void {
  const disk = world.disk(host);
  damageMarker(world, neighbour, disk, what);
  if (what.data !== undefined) disk.started.delete('etcd.service');
  if (what.data === 'gone') disk.etcdData = undefined;
  damageIdentity(disk, neighbour, what);
  if (what.unreachable === 'off') world.disk(host).started.clear();
  if (what.unreachable !== undefined) world.unreachable.add(host);
}

function damageMarker(world: MemoryWorld, neighbour: MemoryWorld, disk: MemoryDisk, {marker, copy}: Damage): void {
  if (marker === 'missing') disk.files.delete(ETCD_MARKER);
  else if (marker !== undefined) write(disk, ETCD_MARKER, textFor(world, neighbour, disk, marker));
  const beside = disk.text(ETCD_MARKER);
  if (copy === 'missing' || (copy === 'follows' && beside === undefined)) disk.files.delete(ETCD_MARKER_COPY);
  else if (copy === 'follows') write(disk, ETCD_MARKER_COPY, beside!);
}

type Wanted = Exclude<Damage['marker'], 'missing' | undefined>;

function textFor({membership}: MemoryWorld, neighbour: MemoryWorld, disk: MemoryDisk, {state, of}: Wanted): string {
  const {clusterId, members} = membership!;
  const other = members.find(({host}) => host !== disk.name)?.id ?? NO_ID;
  const ids: Readonly<Record<Owner, Omit<EtcdMarker, 'state'>>> = {
    none: {},
    'its own': {clusterId, memberId: members.find(({host}) => host === disk.name)?.id ?? NO_ID},
    'another listed member': {clusterId, memberId: other},
    'an unlisted member': {clusterId, memberId: NO_ID},
    'another cluster': {clusterId: neighbour.membership!.clusterId, memberId: neighbour.membership!.members[0]!.id},
  };
  return etcdMarkerText({state, ...ids[of]});
}

const NO_ID = etcdId('5ca1ab1e');

function damageIdentity(disk: MemoryDisk, neighbour: MemoryWorld, {identity: how}: Damage): void {
  if (how === undefined) return;
  disk.files.delete(IDENTITY);
  if (how === 'half missing') return;
  const own = parseIdentity(disk.text(IDENTITY_COPY) ?? '');
  disk.files.delete(IDENTITY_COPY);
  if (how === 'missing' || own === undefined) return;
  const other = parseIdentity([...neighbour.disks.values()][0]!.text(IDENTITY) ?? '');
  const text = identityText(
    how === 'of another host'
      ? {...own, host: `${own.host}x` as HostName}
      : {...own, cluster: other?.cluster ?? clusterId('0'.repeat(32)), clusterName: other?.clusterName ?? 'other'},
  );
  for (const path of [IDENTITY, IDENTITY_COPY]) write(disk, path, text);
}

const write = (disk: MemoryDisk, path: string, text: string): void => disk.put(path, Buffer.from(text), '600');
