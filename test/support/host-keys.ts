import type {Algorithm, DesiredCert, DesiredKubeconfig, HostKey} from '../../src/core/pki/types.js';
import {makeKeyPair} from '../../src/io/pki/key-pair.js';
import type {KeyFile, PutFile} from '../../src/ports/host.js';
import type {CertificateIssuer} from '../../src/ports/issuer.js';

/** A file as a host writes it. */
export interface WrittenFile {
  readonly path: string;
  readonly mode: string;
  readonly content: Buffer;
}

/** A private key of a host, and what is known of it elsewhere. */
export async function madeKey(
  path: string,
  algorithm: Algorithm = 'ECDSA-P256',
): Promise<HostKey & {readonly privatePem: string}> {
  const {privatePem, privateDigest, publicPem} = await makeKeyPair(algorithm);
  return {path, publicPem, keyDigest: privateDigest, privatePem};
}

/** The text of a file with a private key, as its host writes it. */
export const keyFileText = ({around}: Pick<KeyFile, 'around'>, privatePem: string): string =>
  around === undefined ? privatePem : around.before + Buffer.from(privatePem).toString('base64') + around.after;

const written = (file: PutFile, privatePem: string): WrittenFile => ({
  path: file.path,
  mode: file.mode,
  content: Buffer.from('content' in file ? file.content : keyFileText(file, privatePem)),
});

/** The files of a key that a host has made and of its certificate, as that host writes them. */
export async function issuedCert(
  keys: CertificateIssuer,
  wanted: DesiredCert,
  algorithm?: Algorithm,
): Promise<readonly WrittenFile[]> {
  const key = await madeKey(wanted.keyPath, algorithm);
  return (await keys.certificate(wanted, key)).map(file => written(file, key.privatePem));
}

export async function issuedKubeconfig(
  keys: CertificateIssuer,
  wanted: DesiredKubeconfig,
  algorithm?: Algorithm,
): Promise<WrittenFile> {
  const key = await madeKey(wanted.path, algorithm);
  return written(await keys.kubeconfig(wanted, key), key.privatePem);
}
