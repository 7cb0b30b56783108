import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {etcdId} from '../../../src/core/model/names.js';
import type {EtcdMarker} from '../../../src/core/model/observed.js';
import {etcdMarkerText} from '../../../src/core/render/etcd/marker.js';

const GUARD = fileURLToPath(new URL('../../../templates/etcd/guard.sh', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quorate-guard-'));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

type State = EtcdMarker['state'];
type Told = 'new' | 'existing';
interface Host {
  readonly marker?: State | EtcdMarker;
  readonly copy?: State | EtcdMarker;
  /** What the data directory holds; undefined: there is none. */
  readonly data?: 'log' | 'no log' | 'empty';
  readonly told?: Told;
}

/** @returns what the guard answers on a host, and what it says with the folder of this test left out. */
function startOn({marker, copy, data, told}: Host) {
  write('marker', marker);
  write('copy', copy);
  return guard(data, told);
}

function write(name: string, marker: State | EtcdMarker | undefined): void {
  if (marker === undefined) return;
  writeFileSync(join(folder, name), etcdMarkerText(typeof marker === 'string' ? {state: marker} : marker));
}

function guard(data: Host['data'], told: Told | undefined) {
  if (data !== undefined) mkdirSync(join(folder, 'data'));
  if (data === 'log' || data === 'no log') mkdirSync(join(folder, 'data/member/wal'), {recursive: true});
  if (data === 'log') writeFileSync(join(folder, 'data/member/wal/0000000000000000-0000000000000000.wal'), '');
  const {status, stderr} = spawnSync('sh', [GUARD, ...['data', 'marker', 'copy'].map(name => join(folder, name))], {
    env: {PATH: process.env.PATH, ...(told === undefined ? {} : {ETCD_INITIAL_CLUSTER_STATE: told})},
    encoding: 'utf8',
  });
  return {exit: status, says: stderr.replaceAll(`${folder}/`, '')};
}

const STATES: readonly (State | undefined)[] = [
  undefined,
  'forming',
  'learner',
  'member',
  'leaving',
  'removed',
  'restoring',
];
const tables = STATES.flatMap(marker =>
  STATES.flatMap(copy =>
    (['log', 'empty'] as const).flatMap(data =>
      (['new', 'existing'] as const).map(told => ({marker, copy, data, told})),
    ),
  ),
);

/** What the guard is to answer: 0 permits, 1 refuses. */
function expected({marker, copy, data, told}: (typeof tables)[number]): 0 | 1 {
  const pair = `${marker ?? 'none'} ${copy ?? 'none'}`;
  if (/removed|restoring/.test(pair)) return 1;
  if (data === 'log' && /^(forming|learner) (member|leaving)$/.test(pair)) return 1;
  if (data === 'log') return told === 'new' && /learner|member|leaving/.test(pair) ? 1 : 0;
  return ['forming forming new', 'learner learner existing'].includes(`${pair} ${told}`) ? 0 : 1;
}

describe('the start guard decides by both markers, the data and the initial cluster state', () => {
  test.each(STATES)(
    'where the marker is %s',
    marker => {
      for (const given of tables.filter(each => each.marker === marker)) {
        const {marker: first, copy, ...rest} = given;
        const {exit, says} = startOn({...(first && {marker: first}), ...(copy && {copy}), ...rest});
        expect({...given, exit}).toEqual({...given, exit: expected(given)});
        // One line when it refuses, and not a word when it does not.
        expect(says).toMatch(exit === 0 ? /^$/ : /^etcd-guard: .+\n$/);
        rmSync(folder, {recursive: true});
        mkdirSync(folder);
      }
    },
    60_000,
  );

  test.each<Host & {exit: number}>([
    {marker: 'forming', copy: 'forming', data: 'no log', told: 'new', exit: 0},
    {marker: 'forming', copy: 'forming', told: 'new', exit: 0},
    {marker: 'learner', copy: 'learner', data: 'no log', told: 'existing', exit: 0},
    {marker: 'learner', copy: 'learner', data: 'empty', exit: 0},
    {marker: 'member', copy: 'member', data: 'no log', told: 'existing', exit: 1},
    {marker: 'member', copy: 'member', told: 'existing', exit: 1},
    {data: 'no log', told: 'existing', exit: 1},
    {told: 'new', exit: 1},
  ])('a directory without a write-ahead log counts as no data: %o', ({exit, ...given}) => {
    expect(startOn(given).exit).toBe(exit);
  });

  test.each<Host & {exit: number}>([
    {marker: 'learner', copy: 'member', exit: 1},
    {marker: 'forming', copy: 'member', exit: 1},
    {marker: 'learner', copy: 'leaving', exit: 1},
    {marker: 'forming', copy: 'leaving', exit: 1},
    {marker: 'member', copy: 'learner', exit: 0},
    {marker: 'member', copy: 'forming', exit: 0},
    {marker: 'member', copy: 'leaving', exit: 0},
    {marker: 'leaving', copy: 'member', exit: 0},
    {marker: 'learner', exit: 0},
    {copy: 'member', exit: 0},
  ])('data beside a marker that is older than the copy are refused, and never for a cut write: %o', given => {
    const {exit, ...host} = given;
    expect(startOn({...host, data: 'log', told: 'existing'}).exit).toBe(exit);
  });
});

test('an interrupted restore is named with its snapshot, also where it has recorded one of the new markers', () => {
  const restoring: EtcdMarker = {state: 'restoring', clusterId: etcdId('a1'), restore: `${'c'.repeat(64)}:1:token`};
  for (const other of [restoring, {state: 'member', clusterId: etcdId('b2')} as const]) {
    for (const [marker, copy] of [
      [restoring, other],
      [other, restoring],
    ] as const) {
      const {exit, says} = startOn({marker, copy, data: 'log', told: 'existing'});
      expect(exit).toBe(1);
      expect(says).toContain('c'.repeat(64));
      expect(says).toContain('quorate etcd restore');
      rmSync(join(folder, 'data'), {recursive: true});
    }
  }
});

describe('the ids in the two markers', () => {
  const of = (cluster?: string, member?: string): EtcdMarker => ({
    state: 'member',
    ...(cluster === undefined ? {} : {clusterId: etcdId(cluster)}),
    ...(member === undefined ? {} : {memberId: etcdId(member)}),
  });

  test.each<[EtcdMarker, EtcdMarker, number]>([
    [of('c1', 'a1'), of('c1', 'a1'), 0],
    [of('c1'), of('c1', 'a1'), 0],
    [of(), of('c1', 'a1'), 0],
    [of(undefined, 'a1'), of('c1'), 0],
    [of('c1', 'a1'), of('c1', 'a2'), 1],
    [of('c1', 'a1'), of('c2', 'a1'), 1],
    [of('c1'), of('c2', 'a1'), 1],
  ])('%o and %o', (marker, copy, exit) => {
    const answer = startOn({marker, copy, data: 'log', told: 'existing'});
    expect(answer.exit).toBe(exit);
    if (exit === 1)
      expect(answer.says).toMatch(/^etcd-guard: marker \(member .* of cluster .*\) and copy \(.*\) differ/);
  });

  test('are compared before the first start of a learner', () => {
    const learner = (member: string): EtcdMarker => ({...of('c1', member), state: 'learner'});
    const begins = (copy: string) => startOn({marker: learner('a1'), copy: learner(copy), told: 'existing'}).exit;
    expect([begins('a1'), begins('a2')]).toEqual([0, 1]);
  });
});

describe('an invalid marker is not treated as absent', () => {
  const broken: Readonly<Record<string, (path: string) => void>> = {
    'is a directory': path => mkdirSync(path),
    'leads nowhere': path => symlinkSync('nowhere', path),
    'leads to itself': path => symlinkSync(path, path),
    'is empty': path => writeFileSync(path, ''),
    'has an empty line': path => writeFileSync(path, '\n'),
    'is full of zeros': path => writeFileSync(path, Buffer.alloc(64)),
    'has zeros behind its text': path => writeFileSync(path, 'state=member\n\0\0\0\0'),
    'has a zero within its text': path => writeFileSync(path, 'state=mem\0ber\n'),
    'is no text': path => writeFileSync(path, Buffer.from([0xff, 0xfe, 0x80])),
    'has no state': path => writeFileSync(path, 'clusterId=c1\nmemberId=a1\n'),
    'has half a name': path => writeFileSync(path, 'stat'),
    'has a state without a word': path => writeFileSync(path, 'state=\nmemberId=a1\n'),
    'has an unknown state': path => writeFileSync(path, 'state=paused\n'),
    'has half a state': path => writeFileSync(path, 'state=memb'),
    'has two states': path => writeFileSync(path, 'state=member\nstate=forming\n'),
  };

  test.each(Object.keys(broken).flatMap(kind => ['marker', 'copy'].map(name => [name, kind] as const)))(
    'where the %s %s, whatever the other one and the data are',
    (name, kind) => {
      for (const told of ['new', 'existing'] as const)
        for (const other of [undefined, told === 'new' ? 'forming' : 'member'] as const) {
          broken[kind]!(join(folder, name));
          write(name === 'marker' ? 'copy' : 'marker', other);
          const {exit, says} = guard('log', told);
          expect([exit, says.split(' ').slice(0, 2).join(' ')]).toEqual([1, `etcd-guard: ${name}`]);
          expect(says.trimEnd().split('\n')).toHaveLength(1);
          rmSync(folder, {recursive: true});
          mkdirSync(folder);
        }
    },
  );
});

describe('a refusal has the problem and the remedy', () => {
  const replace = /'quorate remove HOST' \(or 'quorate remove --lost HOST'\) and then 'quorate apply'/;
  test.each<[Host, RegExp, RegExp]>([
    [
      {marker: 'member', copy: 'member'},
      /^marker says this host is a member, but data holds no member: its data/,
      replace,
    ],
    [{copy: 'member'}, /^copy says this host is a member, but data holds no member/, replace],
    [{marker: 'leaving', copy: 'leaving'}, /^marker says this host is a member/, replace],
    [{}, /^neither marker nor copy exists, and data holds no member/, replace],
    [{marker: 'learner'}, /^marker says 'learner', but copy does not exist/, replace],
    [{copy: 'learner'}, /^copy says 'learner', but marker does not exist/, replace],
    [
      {marker: 'forming', copy: 'forming'},
      /^marker says this host was to form a cluster, but that cluster is/,
      replace,
    ],
    [{marker: 'learner', copy: 'forming'}, /^marker says 'learner' and copy says 'forming'/, /'quorate apply'/],
    [{marker: 'member', data: 'log', told: 'new'}, /ETCD_INITIAL_CLUSTER_STATE is 'new'/, /'quorate apply'/],
    [
      {copy: 'learner', data: 'log', told: 'new'},
      /^copy says this host belongs to a bootstrapped cluster/,
      /'quorate apply'/,
    ],
    [
      {marker: 'learner', copy: 'member', data: 'log'},
      /^marker says 'learner', but copy, which is written after it, says 'member': a backup or an old disk/,
      replace,
    ],
    [
      {marker: 'learner', copy: 'member', data: 'empty'},
      /^copy says this host is a member, but data holds no member/,
      replace,
    ],
    [{copy: 'removed', data: 'log'}, /^copy says this member was removed/, /'quorate remove HOST'/],
  ])('%o', (given, why, todo) => {
    const {exit, says} = startOn({told: 'existing', ...given});
    expect(exit).toBe(1);
    expect(says.replace('etcd-guard: ', '')).toMatch(why);
    expect(says).toMatch(todo);
  });
});

test('a unit without a path of the copy uses the one in /etc/etcd', () => {
  write('marker', 'forming');
  const {status, stderr} = spawnSync('sh', [GUARD, join(folder, 'data'), join(folder, 'marker')], {
    env: {PATH: process.env.PATH, ETCD_INITIAL_CLUSTER_STATE: 'new'},
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([1, expect.stringContaining('but /etc/etcd/member does not exist')]);
});
