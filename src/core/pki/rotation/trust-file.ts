import type {Digest} from '../../model/names.js';
import {keyDigestIn} from '../certificate-file.js';
import {pemBlocks} from '../pem.js';
import {afterStep} from './after-step.js';
import {type Generation, generationOf, nextStep} from './generation.js';

/** The certificates of a CA, or the public keys of service accounts: the one that signs is the first. */
export interface TrustFile {
  /** Of the file with the private keys. */
  readonly keyDigest: Digest | undefined;
  readonly generation: Generation;
  /** In PEM. */
  readonly blocks: readonly string[];
}

/** PEM readers skip the lines before the first block. */
export const trustFileText = ({keyDigest, generation, blocks}: TrustFile): string =>
  [
    ...(keyDigest === undefined ? [] : [`key-sha256: ${keyDigest}\n`]),
    ...(generation === 0 ? [] : [`generation: ${generation}\n`]),
    ...blocks,
  ].join('');

export const readTrustFile = (text: string): TrustFile => ({
  keyDigest: keyDigestIn(text),
  // The generation of a CA and that of the service account key are written alike.
  generation: generationOf('ca', text),
  blocks: pemBlocks(text),
});

/** In the place of a certificate that is still to be made: no kubeconfig has it. */
const TO_BE_MADE = '-----BEGIN CERTIFICATE-----\nQQ==\n-----END CERTIFICATE-----\n';

/** The text of a CA file after the next step of a rotation, as far as it is known before. */
export function forecastTrust(text: string): string {
  const {blocks, generation} = readTrustFile(text);
  const next = afterStep(nextStep(generation), blocks, TO_BE_MADE);
  return trustFileText({keyDigest: undefined, generation: generation + 1, blocks: next});
}

/** The file with the certificate that signs, and no other. */
export const signerText = (text: string): string => pemBlocks(text)[0] ?? '';
