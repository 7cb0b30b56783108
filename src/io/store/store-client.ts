import {createPrivateKey, type X509Certificate} from 'node:crypto';
import {readFile, stat} from 'node:fs/promises';
import {homedir} from 'node:os';
import type {StoreConfig} from '../../core/config/types.js';
import {Failure} from '../../core/failure.js';
import {readCertificate} from '../../core/pki/certificate-file.js';
import {STORE_FILES, type StoreFile} from '../../core/pki/store.js';
import {day} from '../../core/pki/validity.js';
import type {HostFile} from '../../run/site.js';
import {expandHome} from '../host/ssh/home.js';

/** What makes a client of somebody else's etcd; it stays in this process's memory until it goes to a host by stdin. */
export interface StoreClient {
  readonly ca: Buffer;
  readonly certificate: Buffer;
  readonly key: Buffer;
}

/**
 * The operator's three files, read and judged. Rejects with Failure 'etcd/client-files', which names the file and says
 * nothing of what is in it.
 */
export async function readStoreClient(config: StoreConfig, now: Date): Promise<StoreClient> {
  const [ca, certificate, key] = await Promise.all([
    contentOf('caFile', config.caFile),
    contentOf('certFile', config.certFile),
    keyOf(config.keyFile),
  ]);
  const authority = readCertificate(ca.toString());
  if (authority === undefined) throw unfit('caFile', config.caFile, 'is not a certificate in PEM');
  if (!authority.ca) throw unfit('caFile', config.caFile, 'is not the certificate of an authority');
  judge(certificate, key, config, now);
  return {ca, certificate, key};
}

/** One of them, as it goes to a control plane. */
export function storeHostFile(name: StoreFile, client: StoreClient): HostFile {
  const {path, mode} = STORE_FILES.find(file => file.name === name)!;
  return {path, mode, content: client[name], secret: name === 'key'};
}

function judge(certificate: Buffer, key: Buffer, {certFile, keyFile}: StoreConfig, now: Date): void {
  const client = readCertificate(certificate.toString());
  if (client === undefined) throw unfit('certFile', certFile, 'is not a certificate in PEM');
  const from = new Date(client.validFrom);
  const until = new Date(client.validTo);
  if (now > until) throw unfit('certFile', certFile, `expired on ${day(until)}: no endpoint takes it any more`);
  if (now < from) throw unfit('certFile', certFile, `is valid only from ${day(from)} on`);
  if (!isKeyOf(client, key)) throw unfit('keyFile', keyFile, `is not the private key of ${certFile}`);
}

function isKeyOf(certificate: X509Certificate, key: Buffer): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

async function keyOf(path: string): Promise<Buffer> {
  const content = await contentOf('keyFile', path);
  const {mode} = await stat(expandHome(path, homedir()));
  if ((mode & 0o077) === 0) return content;
  throw new Failure(
    'etcd/client-files',
    `spec.etcd.keyFile: ${path} may be read by others (mode ${(mode & 0o777).toString(8)})`,
    {suggestions: [`chmod 600 ${path}`]},
  );
}

async function contentOf(key: string, path: string): Promise<Buffer> {
  try {
    return await readFile(expandHome(path, homedir()));
  } catch (cause) {
    const {code, message} = cause as NodeJS.ErrnoException;
    throw unfit(key, path, code === 'ENOENT' ? 'does not exist' : `cannot be read: ${message}`);
  }
}

const unfit = (key: string, path: string, why: string): Failure =>
  new Failure('etcd/client-files', `spec.etcd.${key}: ${path} ${why}`, {
    suggestions: [`ask those who run that etcd for the file, and put it at ${path}`],
  });
