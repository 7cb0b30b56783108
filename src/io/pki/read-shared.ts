import {createPublicKey, type KeyObject} from 'node:crypto';
import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import {isCa} from '../../core/pki/cas.js';
import {readCertificate} from '../../core/pki/certificate-file.js';
import {isEncryptionConfig} from '../../core/pki/encryption.js';
import {sharedFiles} from '../../core/pki/shared-secrets.js';
import type {SharedName} from '../../core/pki/types.js';
import type {HostFile} from '../../ports/host.js';
import {privateKeysIn} from './private-keys.js';
import {sharedHostFiles} from './shared-secrets.js';

/** Reads a file on a host; undefined when it does not exist. */
export type ReadHostFile = (host: HostName, path: string) => Promise<Buffer | undefined>;

/** Reads a file at the source of a secret; undefined when it does not exist. */
export type ReadFile = (path: string) => Promise<Buffer | undefined>;

/**
 * The files of a shared secret, byte for byte.
 *
 * @param source the host, or what else has them, for messages.
 * @throws Failure 'pki/shared-missing' when a file does not exist, 'pki/shared-broken' when the files do not match; neither
 *   has any of their contents in it.
 */
export async function readShared(name: SharedName, source: string, read: ReadFile): Promise<readonly HostFile[]> {
  const contents = await Promise.all(
    sharedFiles(name).map(async ({path}) => {
      const content = await read(path);
      if (content === undefined) throw missing(name, source, path);
      return content;
    }),
  );
  const problem = problemOf(
    name,
    contents.map(content => content.toString()),
  );
  if (problem !== undefined) throw broken(name, source, problem);
  return sharedHostFiles(name, contents);
}

function problemOf(name: SharedName, texts: readonly string[]): string | undefined {
  const [first = '', second = ''] = texts;
  const [keyPath, publicPath] = sharedFiles(name).map(file => file.path);
  if (name === 'encryption')
    return isEncryptionConfig(first) ? undefined : `${keyPath} is not an EncryptionConfiguration`;
  const keys = privateKeysIn(first).map(({key}) => key);
  if (keys.length === 0) return `${keyPath} is not a private key`;
  if (isCa(name)) return caProblem(keys, second, `${publicPath}`);
  return keys.some(key => isPublicHalf(key, second)) ? undefined : `${publicPath} does not match ${keyPath}`;
}

function caProblem(keys: readonly KeyObject[], certText: string, path: string): string | undefined {
  const certificate = readCertificate(certText);
  if (certificate === undefined) return `${path} is not a certificate`;
  if (!certificate.ca) return `${path} is not a CA certificate`;
  if (!keys.some(key => certificate.checkPrivateKey(key))) return `${path} does not match its private key`;
  return certificate.verify(certificate.publicKey) ? undefined : `${path} is not signed by its own key`;
}

function isPublicHalf(key: KeyObject, publicText: string): boolean {
  try {
    return createPublicKey(key).equals(createPublicKey(publicText));
  } catch {
    return false;
  }
}

const missing = (name: SharedName, host: string, path: string): Failure =>
  new Failure('pki/shared-missing', `Reading the cluster's ${name} from ${host}: ${path} does not exist.`, {
    suggestions: [
      `restore ${path} on ${host} from another control plane or from a backup, then run the same command again`,
    ],
  });

const broken = (name: SharedName, host: string, problem: string): Failure =>
  new Failure('pki/shared-broken', `Reading the cluster's ${name} from ${host}: ${problem}.`, {
    suggestions: [
      `restore ${sharedFiles(name)
        .map(file => file.path)
        .join(' and ')} on ${host} from another control plane or from a backup, then run the same command again`,
    ],
  });
