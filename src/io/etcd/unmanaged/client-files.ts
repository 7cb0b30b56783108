import {createPrivateKey, type X509Certificate} from 'node:crypto';
import {readFile, stat} from 'node:fs/promises';
import {homedir} from 'node:os';
import {Failure} from '../../../core/failure.js';
import type {UnmanagedEtcdConfig} from '../../../core/model/config.js';
import {readCertificate} from '../../../core/pki/certificate-file.js';
import {day} from '../../../core/pki/lifetimes.js';
import {UNMANAGED_ETCD_FILES, type UnmanagedEtcdFile} from '../../../core/pki/unmanaged-etcd.js';
import type {HostFile} from '../../../ports/host.js';
import {expandHome} from '../../transport/ssh/home.js';

/** The client files for an unmanaged etcd. They stay in memory until they are sent to a host by stdin. */
export interface UnmanagedEtcdClientFiles {
  readonly ca: Buffer;
  readonly certificate: Buffer;
  readonly key: Buffer;
}

/**
 * The operator's three files, read and verified. Rejects with Failure 'etcd/client-files', which names the file and
 * never its contents.
 */
export async function readUnmanagedEtcdFiles(
  config: UnmanagedEtcdConfig,
  now: Date,
): Promise<UnmanagedEtcdClientFiles> {
  const [caFile, certificate, key] = await Promise.all([
    contentOf('caFile', config.caFile),
    contentOf('certFile', config.certFile),
    keyOf(config.keyFile),
  ]);
  const ca = readCertificate(caFile.toString());
  if (ca === undefined) throw unusable('caFile', config.caFile, 'is not a certificate in PEM');
  if (!ca.ca) throw unusable('caFile', config.caFile, 'is not a CA certificate');
  verify(certificate, key, config, now);
  return {ca: caFile, certificate, key};
}

/** One of them, as it is installed on a control plane. */
export function unmanagedEtcdHostFile(name: UnmanagedEtcdFile, client: UnmanagedEtcdClientFiles): HostFile {
  const {path, mode} = UNMANAGED_ETCD_FILES.find(file => file.name === name)!;
  return {path, mode, content: client[name], secret: name === 'key'};
}

function verify(certificate: Buffer, key: Buffer, {certFile, keyFile}: UnmanagedEtcdConfig, now: Date): void {
  const client = readCertificate(certificate.toString());
  if (client === undefined) throw unusable('certFile', certFile, 'is not a certificate in PEM');
  const from = new Date(client.validFrom);
  const until = new Date(client.validTo);
  if (now > until) throw unusable('certFile', certFile, `expired on ${day(until)}: endpoints reject it`);
  if (now < from) throw unusable('certFile', certFile, `is not valid before ${day(from)}`);
  if (!isKeyOf(client, key)) throw unusable('keyFile', keyFile, `is not the private key of ${certFile}`);
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
    `spec.etcd.keyFile: ${path} is accessible by other users (mode ${(mode & 0o777).toString(8)})`,
    {suggestions: [`chmod 600 ${path}`]},
  );
}

async function contentOf(key: string, path: string): Promise<Buffer> {
  try {
    return await readFile(expandHome(path, homedir()));
  } catch (cause) {
    const {code, message} = cause as NodeJS.ErrnoException;
    throw unusable(key, path, code === 'ENOENT' ? 'does not exist' : `cannot be read: ${message}`);
  }
}

const unusable = (key: string, path: string, why: string): Failure =>
  new Failure('etcd/client-files', `spec.etcd.${key}: ${path} ${why}`, {
    suggestions: [`get the file from the operator of that etcd, and put it at ${path}`],
  });
