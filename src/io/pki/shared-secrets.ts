import {randomBytes} from 'node:crypto';
import type {DesiredCluster} from '../../core/model/desired.js';
import {isCa} from '../../core/pki/cas.js';
import {encryptionConfigText, encryptionKey} from '../../core/pki/encryption.js';
import {sharedFiles} from '../../core/pki/shared-secrets.js';
import type {SharedName} from '../../core/pki/types.js';
import type {HostFile} from '../../ports/host.js';
import {makeCa} from './ca.js';
import {makeKeyPair} from './key-pair.js';

/** The files of a shared secret with contents, in the order of `sharedFiles`. */
export function sharedHostFiles(name: SharedName, contents: readonly Uint8Array[]): readonly HostFile[] {
  return sharedFiles(name).map((file, index) => {
    const content = contents[index];
    if (content === undefined) throw new TypeError(`${file.path} has no content`);
    return {...file, content};
  });
}

/** The text of one file of a secret. */
export function fileText(files: readonly HostFile[], path: string): string {
  const file = files.find(each => each.path === path);
  if (file === undefined) throw new TypeError(`${path} is not among the files`);
  return Buffer.from(file.content).toString();
}

/** A new shared secret. */
export async function makeShared(
  name: SharedName,
  pki: DesiredCluster['pki'],
  now: Date,
): Promise<readonly HostFile[]> {
  const texts = await newTexts(name, pki, now);
  return sharedHostFiles(
    name,
    texts.map(text => Buffer.from(text)),
  );
}

async function newTexts(name: SharedName, pki: DesiredCluster['pki'], now: Date): Promise<readonly string[]> {
  if (isCa(name)) {
    const {keyText, certText} = await makeCa(name, pki, now);
    return [keyText, certText];
  }
  if (name === 'encryption') return [encryptionConfigText([encryptionKey(1, randomBytes(32))])];
  const {privatePem, publicPem} = await makeKeyPair(pki.algorithm);
  return [privatePem, publicPem];
}
