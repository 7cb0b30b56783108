import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {sha256} from '../../../src/core/model/digest.js';
import {etcdId} from '../../../src/core/model/names.js';
import {parseSnapshotFileName, snapshotFileName} from '../../../src/core/snapshots/file-name.js';
import {listedSnapshot} from '../../../src/core/snapshots/listed.js';
import {manifestText, parseManifest} from '../../../src/core/snapshots/manifest.js';
import {snapshotManifest} from '../../support/builders/snapshot.js';

const NAME = '20261126T070809Z-c1-9007199254740993.db';
const CONTENT = 'the data';
const manifest = manifestText(snapshotManifest(CONTENT));
const place = {folder: '/var/lib/quorate/snapshots', host: 'cp1'};

describe('a snapshot in a list', () => {
  test.each([
    ['as its manifest says', {manifest}, 'good'],
    ['without a manifest', {}, 'no manifest'],
    ['with a manifest that is not one', {manifest: 'x'}, 'no manifest'],
    ['with other content', {manifest, sha256: sha256('other')}, 'damaged'],
    ['of another size', {manifest, bytes: 9}, 'damaged'],
    ['that cannot be read', {manifest, sha256: undefined}, 'damaged'],
  ] as const)('%s', (_, changes, state) => {
    const {sha256: digest = 'sha256' in changes ? undefined : sha256(CONTENT), ...rest} = changes as {sha256?: string};
    const found = {name: NAME, bytes: 8, ...(digest && {sha256: digest}), ...rest};
    expect(listedSnapshot(found, place)).toMatchObject({
      host: 'cp1',
      path: `${place.folder}/${NAME}`,
      state,
      revision: '9007199254740993',
      etcdClusterId: 'c1',
      takenAt: '2026-11-26T07:08:09.000Z',
      encryption: 'none',
      proven: false,
    });
  });

  test('that is encrypted is verified by the digest of the encrypted file', () => {
    const stored = {sha256: sha256('encrypted'), bytes: 9};
    const text = manifestText(snapshotManifest(CONTENT, {stored, proven: {at: '2026-11-26T07:09:00Z', keys: 3}}));
    const found = {name: `${NAME}.age`, bytes: 9, sha256: stored.sha256, manifest: text};
    expect(listedSnapshot(found, place)).toMatchObject({state: 'good', encryption: 'age', proven: true});
  });
});

test('the name of a snapshot is read as it was written', () => {
  const named = fc.record({
    takenAt: fc
      .date({min: new Date('2000-01-01T00:00:00Z'), max: new Date('2099-12-31T23:59:59Z'), noInvalidDate: true})
      .map(date => new Date(Math.floor(date.getTime() / 1000) * 1000)),
    etcdClusterId: fc.bigInt({min: 1n, max: 2n ** 64n - 1n}).map(id => etcdId(id.toString(16))),
    revision: fc.bigInt({min: 1n, max: 2n ** 63n - 1n}).map(String),
    encryption: fc.constantFrom('none' as const, 'age' as const, 'cms' as const),
  });
  fc.assert(
    fc.property(named, each => {
      expect(parseSnapshotFileName(snapshotFileName(each))).toEqual(each);
    }),
  );
});

describe('a manifest', () => {
  test('is read as it was written', () => {
    const full = snapshotManifest(CONTENT, {
      proven: {at: '2026-11-26T07:09:00Z', keys: 3},
      stored: {sha256: sha256('encrypted'), bytes: 9},
    });
    expect(parseManifest(manifestText(full))).toEqual(full);
  });

  test('that lacks a field, or has one of another kind, is none', () => {
    const keys = [
      'format',
      'takenAt',
      'host',
      'sha256',
      'bytes',
      'revision',
      'etcdClusterId',
      'cluster',
      'versions',
      'encryptionKeys',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...keys),
        fc.oneof(fc.constant(undefined), fc.constant(null), fc.constant({}), fc.constant('\u001b[2J'), fc.constant(-1)),
        (key, value) => {
          expect(parseManifest(JSON.stringify({...snapshotManifest(CONTENT), [key]: value}))).toBeUndefined();
        },
      ),
    );
  });

  test('is read from no other text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), text => {
        expect(parseManifest(text)).toBeUndefined();
      }),
    );
  });
});
