import {createPublicKey, randomBytes, X509Certificate} from 'node:crypto';
import {Failure} from '../../core/failure.js';
import type {DesiredCluster} from '../../core/model/desired.js';
import {sha256} from '../../core/model/digest.js';
import {isCa} from '../../core/pki/cas.js';
import {encryptionConfigText, encryptionKey, encryptionKeysIn} from '../../core/pki/encryption.js';
import {pemBlocks} from '../../core/pki/pem.js';
import {afterStep} from '../../core/pki/rotation/after-step.js';
import {generationOf} from '../../core/pki/rotation/generation.js';
import type {RotationStep} from '../../core/pki/rotation/step.js';
import {readTrustFile, trustFileText} from '../../core/pki/rotation/trust-file.js';
import type {SharedName} from '../../core/pki/types.js';
import type {HostFile} from '../../ports/host.js';
import {makeCa} from './ca.js';
import {makeKeyPair} from './key-pair.js';
import {privateKeysIn} from './private-keys.js';
import {sharedHostFiles} from './shared-secrets.js';

interface Next {
  readonly host: string;
  readonly step: RotationStep;
}

/**
 * The files of a shared secret after the next step of its rotation. A run that was killed between the two files of a
 * secret may have left them in different steps: each certificate finds its key.
 *
 * @param files as they are on the host.
 * @throws Failure pki/not-rotatable
 */
export async function rotated(
  name: SharedName,
  files: readonly HostFile[],
  {host, step}: Next,
  pki: DesiredCluster['pki'],
  now: Date,
): Promise<readonly HostFile[]> {
  const [first = '', second = ''] = files.map(({content}) => Buffer.from(content).toString());
  const refuse = (because: string) =>
    new Failure('pki/not-rotatable', `Rotating ${name}: ${files.at(-1)?.path} on ${host} ${because}.`, {
      suggestions: ['nothing was changed; `quorate pki list` shows the certificates of all hosts'],
    });
  if (name === 'encryption') return sharedHostFiles(name, [Buffer.from(nextEncryption(first, step, refuse))]);

  const {blocks, generation} = readTrustFile(second);
  const keys = privateKeysIn(first);
  const pairs = blocks.map(block => ({
    block,
    key: keys.find(({key}) => belongs(name, block, key))?.pem,
  }));
  if (step !== 'trust' && pairs.length < 2) throw refuse('does not have the new one beside the old one');
  const next = afterStep(step, pairs, step === 'trust' ? await makePair(name, pki, now) : pairs[0]!);
  if (next[0]?.key === undefined) throw refuse('has no private key beside it');
  const keyText = next.flatMap(({key}) => key ?? []).join('');
  const publicText = trustFileText({
    keyDigest: sha256(keyText),
    generation: generation + 1,
    blocks: next.map(({block}) => block),
  });
  return sharedHostFiles(name, [Buffer.from(keyText), Buffer.from(publicText)]);
}

function belongs(name: SharedName, block: string, key: ReturnType<typeof privateKeysIn>[number]['key']): boolean {
  try {
    return isCa(name)
      ? new X509Certificate(block).checkPrivateKey(key)
      : createPublicKey(key).equals(createPublicKey(block));
  } catch {
    return false;
  }
}

async function makePair(name: SharedName, pki: DesiredCluster['pki'], now: Date) {
  if (isCa(name)) {
    const {keyText, certText} = await makeCa(name, pki, now);
    return {key: keyText, block: pemBlocks(certText).join('')};
  }
  const {privatePem, publicPem} = await makeKeyPair(pki.algorithm);
  return {key: privatePem, block: publicPem};
}

function nextEncryption(text: string, step: RotationStep, refuse: (because: string) => Failure): string {
  const keys = encryptionKeysIn(text);
  if (keys === undefined) throw refuse('was not made by quorate, or was changed');
  if (step !== 'trust' && keys.length < 2) throw refuse('does not have the new key beside the old one');
  const added = encryptionKey(generationOf('encryption', text) / 3 + 2, randomBytes(32));
  return encryptionConfigText(afterStep(step, keys, added));
}
