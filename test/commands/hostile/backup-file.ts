import {randomBytes} from 'node:crypto';
import {sha256} from '../../../src/core/model/digest.js';
import {etcdId} from '../../../src/core/model/names.js';
import {sharedNames} from '../../../src/core/pki/shared-secrets.js';
import {writeBackup} from '../../../src/io/local/backup-write.js';
import {encryption} from '../../../src/io/local/snapshot-encrypt.js';
import {makeShared} from '../../../src/io/pki/shared-secrets.js';

const SNAPSHOT = randomBytes(10_000);
const PKI = {algorithm: 'ECDSA-P256', caValidityDays: 3650} as Parameters<typeof makeShared>[1];

/** Writes a complete backup of the cluster "demo" with real CAs and keys; its snapshot is no database. */
export async function writeDemoBackup(path: string, config: string, recipient: string): Promise<void> {
  const files = (await Promise.all(sharedNames({}).map(name => makeShared(name, PKI, new Date())))).flat();
  const manifest = {
    format: 1,
    takenAt: '2026-03-14T15:09:26Z',
    host: 'cp1',
    sha256: sha256(SNAPSHOT),
    bytes: SNAPSHOT.byteLength,
    revision: '1844',
    etcdClusterId: etcdId('53d1827d2c61752f'),
    cluster: {name: 'demo', id: '0'.repeat(32)},
    versions: {etcd: '3.6.16', kubernetes: '1.36.3'},
    encryptionKeys: ['key1'],
  } as const;
  const secrets = new Map(files.map(({path: name, content}) => [name, Buffer.from(content)]));
  const encrypt = await encryption({recipients: [recipient]});
  await writeBackup(path, {manifest, config, secrets}, snapshot(), encrypt!);
}

async function* snapshot() {
  yield SNAPSHOT;
}
