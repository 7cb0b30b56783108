import {expect, test} from 'vitest';
import {etcdId} from '../../src/core/model/names.js';
import type {OpenedBackup} from '../../src/io/local/backup-open.js';
import {restoreBackup} from '../../src/workflows/restore-backup.js';
import {clusterYaml, configOf} from '../core/config/support.js';

const config = configOf(clusterYaml({}));

const backup = (text: string, name = config.name): OpenedBackup => {
  const manifest = {
    format: 1 as const,
    takenAt: '2026-03-14T15:09:26Z',
    host: 'cp1',
    sha256: '0'.repeat(64) as never,
    bytes: 1,
    revision: '1',
    etcdClusterId: etcdId('a1'),
    cluster: {name, id: '0'.repeat(32)},
    versions: {etcd: '3.6.16', kubernetes: '1.36.3'},
    encryptionKeys: [],
  };
  const read = () => {
    throw new Error('nothing of the snapshot is read');
  };
  return {manifest, config: text, secrets: new Map(), snapshot: {...manifest, manifest, read}};
};

test.each([
  ['of another cluster', backup(clusterYaml({}), 'another'), 'backup/other-cluster'],
  ['with other networks', backup(clusterYaml({spec: 'network: {podCidr: 10.9.0.0/16}'})), 'backup/other-settings'],
])('a backup %s is refused before a host is contacted', async (_, given, code) => {
  const options = {backup: given, dryRun: false, ignorePreflight: [], confirm: async () => true};
  await expect(restoreBackup(config, options as never, {} as never)).rejects.toMatchObject({code});
});
