import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {sha256} from '../../../src/core/model/digest.js';
import {digestOf, etcdId} from '../../../src/core/model/names.js';
import type {SnapshotManifest} from '../../../src/core/model/snapshot-manifest.js';
import {parseManifest} from '../../../src/core/snapshots/manifest.js';
import {snapshotDirectory, snapshotFolder} from '../../../src/io/local/snapshots.js';
import {snapshotManifest} from '../../support/builders/snapshot.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'quorate-snapshots-'));
});
afterEach(() => rmSync(home, {recursive: true, force: true}));

const directory = () => snapshotDirectory({XDG_STATE_HOME: home}, 'prod');
const at = (time: string) => snapshotFolder(directory(), () => new Date(time));
const clusterId = etcdId('c1');

const incoming = (text: string, changes: Partial<SnapshotManifest> = {}) => ({
  manifest: snapshotManifest(text, changes),
  pieces: (async function* () {
    for (const piece of text.match(/.{1,3}/g) ?? []) yield Buffer.from(piece);
  })(),
});
test('a snapshot is stored under its time, cluster and revision, readable only by its owner', async () => {
  const kept = await at('2026-11-26T07:08:09.123Z').keep(incoming('the data', {takenAt: '2026-11-26T07:08:09Z'}));
  expect(kept).toEqual({
    path: join(home, 'quorate/snapshots/prod/20261126T070809Z-c1-9007199254740993.db'),
    takenAt: new Date('2026-11-26T07:08:09Z'),
    bytes: 8,
    revision: '9007199254740993',
  });
  expect(readFileSync(kept.path, 'utf8')).toBe('the data');
  expect(parseManifest(readFileSync(`${kept.path}.json`, 'utf8'))).toMatchObject({
    sha256: sha256('the data'),
    bytes: 8,
  });
  expect(statSync(`${kept.path}.json`).mode & 0o777).toBe(0o600);
  expect([statSync(kept.path).mode & 0o777, statSync(directory()).mode & 0o777]).toEqual([0o600, 0o700]);
});

test.each([
  ['cut off', {bytes: 9}],
  ['garbled', {sha256: digestOf('f'.repeat(64))}],
])('a snapshot that arrives %s is not stored', async (_, changes) => {
  const keeping = at('2026-11-26T07:08:09Z').keep(incoming('the data', changes));
  await expect(keeping).rejects.toMatchObject({code: 'etcd/snapshot-failed'});
  expect(readdirSync(directory())).toEqual([]);
});

test('nothing is stored when the host is lost during the download, and that reason is reported', async () => {
  const lost = new Error('the connection was lost');
  const pieces = (async function* () {
    yield Buffer.from('the');
    throw lost;
  })();
  await expect(at('2026-11-26T07:08:09Z').keep({...incoming('the data'), pieces})).rejects.toBe(lost);
  expect(readdirSync(directory())).toEqual([]);
});

test('the next snapshot removes partial files of killed runs, and no other files', async () => {
  await at('2026-11-26T07:08:09Z').keep(incoming('the data', {takenAt: '2026-11-26T07:08:09Z'}));
  writeFileSync(join(directory(), '20261126T070000Z-c1-1.db.part'), 'the d');
  for (const name of ['20261126T070000Z-c1-1.db.json.part', '20261126T070000Z-c1-1.db.age.part'])
    writeFileSync(join(directory(), name), 'half');
  for (const name of ['notes.txt', 'mine.part']) writeFileSync(join(directory(), name), 'mine');
  await at('2026-11-26T07:08:10Z').keep(incoming('the data', {takenAt: '2026-11-26T07:08:10Z'}));
  expect(readdirSync(directory()).sort()).toEqual([
    '20261126T070809Z-c1-9007199254740993.db',
    '20261126T070809Z-c1-9007199254740993.db.json',
    '20261126T070810Z-c1-9007199254740993.db',
    '20261126T070810Z-c1-9007199254740993.db.json',
    'mine.part',
    'notes.txt',
  ]);
});

test('a folder that cannot be written to is named, with suggestions', async () => {
  writeFileSync(join(home, 'quorate'), 'a file in the way');
  await expect(
    at('2026-11-26T07:08:09Z').keep(incoming('the data', {takenAt: '2026-11-26T07:08:09Z'})),
  ).rejects.toMatchObject({
    code: 'etcd/snapshot-failed',
    message: expect.stringContaining(directory()),
    suggestions: expect.arrayContaining([expect.stringContaining('XDG_STATE_HOME')]),
  });
});

test('the newest snapshot is the last one of this cluster, if there is one', async () => {
  const newest = (time = '2026-11-26T12:00:00Z') => at(time).newest(clusterId);
  expect(await newest()).toBeUndefined();
  await at('2026-11-26T07:00:00Z').keep(incoming('first', {takenAt: '2026-11-26T07:00:00Z'}));
  const second = await at('2026-11-26T08:00:00Z').keep(incoming('second', {takenAt: '2026-11-26T08:00:00Z'}));
  await at('2026-11-26T09:00:00Z').keep(
    incoming('of another', {takenAt: '2026-11-26T09:00:00Z', etcdClusterId: etcdId('c2')}),
  );
  writeFileSync(join(directory(), '20261126T100000Z-c1-5.db.part'), 'half');
  expect(await newest()).toEqual(second);
});

test('a snapshot from the future does not count as recent', async () => {
  const early = await at('2026-11-26T07:00:00Z').keep(incoming('early', {takenAt: '2026-11-26T07:00:00Z'}));
  await at('2027-01-01T00:00:00Z').keep(incoming('by a wrong clock', {takenAt: '2027-01-01T00:00:00Z'}));
  expect(await at('2026-11-26T08:00:00Z').newest(clusterId)).toEqual(early);
});
