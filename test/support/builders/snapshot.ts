import {sha256} from '../../../src/core/model/digest.js';
import {etcdId} from '../../../src/core/model/names.js';
import type {SnapshotManifest} from '../../../src/core/model/snapshot-manifest.js';

/** The manifest of a snapshot with this content. */
export const snapshotManifest = (
  content: string | Uint8Array,
  changes: Partial<SnapshotManifest> = {},
): SnapshotManifest => ({
  format: 1,
  takenAt: '2026-11-26T07:08:09.000Z',
  host: 'cp1',
  sha256: sha256(content),
  bytes: Buffer.byteLength(content),
  revision: '9007199254740993',
  etcdClusterId: etcdId('c1'),
  cluster: {name: 'prod', id: '0123456789abcdef0123456789abcdef'},
  versions: {etcd: '3.6.16', kubernetes: '1.36.3'},
  encryptionKeys: ['key1'],
  ...changes,
});
