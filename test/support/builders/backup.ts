import {sha256} from '../../../src/core/model/digest.js';
import {etcdId} from '../../../src/core/model/names.js';

/** The manifest of a backup with this snapshot, taken from cp1 of the cluster. */
export const backupManifest = (snapshot: Uint8Array, cluster = 'prod') => ({
  format: 1 as const,
  takenAt: '2026-03-14T15:09:26Z',
  host: 'cp1',
  sha256: sha256(snapshot),
  bytes: snapshot.byteLength,
  revision: '1844',
  etcdClusterId: etcdId('53d1827d2c61752f'),
  cluster: {name: cluster, id: '0'.repeat(32)},
  versions: {etcd: '3.6.16', kubernetes: '1.36.3'},
  encryptionKeys: ['key1'],
});
