import {randomBytes} from 'node:crypto';
import {sharedNames} from '../../../src/core/pki/shared-secrets.js';
import {writeBackup} from '../../../src/io/local/backup-write.js';
import {encryption} from '../../../src/io/local/snapshot-encrypt.js';
import {makeShared} from '../../../src/io/pki/shared-secrets.js';
import {backupManifest} from '../../support/builders/backup.js';

const SNAPSHOT = randomBytes(10_000);
const PKI = {algorithm: 'ECDSA-P256', caValidityDays: 3650} as Parameters<typeof makeShared>[1];

/** Writes a complete backup of the cluster "demo" with real CAs and keys; its snapshot is no database. */
export async function writeDemoBackup(path: string, config: string, recipient: string): Promise<void> {
  const files = (await Promise.all(sharedNames({}).map(name => makeShared(name, PKI, new Date())))).flat();
  const secrets = new Map(files.map(({path: name, content}) => [name, Buffer.from(content)]));
  const encrypt = await encryption({recipients: [recipient]});
  await writeBackup(path, {manifest: backupManifest(SNAPSHOT, 'demo'), config, secrets}, snapshot(), encrypt!);
}

async function* snapshot() {
  yield SNAPSHOT;
}
