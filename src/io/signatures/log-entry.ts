import {createHash} from 'node:crypto';
import {isRecord} from '../../core/artifacts/parse-value.js';
import type {Digest} from '../../core/model/names.js';
import type {CertificateSignature} from './certificate-signature.js';

/** The entry that cosign makes in the transparency log for a signature. */
export interface LogRecord {
  /** Byte for byte as the log hashes it: canonical JSON. */
  readonly body: Buffer;
  /** Where the log serves it, by its hash: the index of the log by digests has entries of anyone. */
  readonly path: string;
}

export const logRecord = ({signature, certificate}: CertificateSignature, digest: Digest): LogRecord => {
  // In PEM with 64 characters a line, which is what the log stores whatever it was sent.
  const pem = certificate.toString();
  const body = Buffer.from(
    JSON.stringify({
      apiVersion: '0.0.1',
      kind: 'hashedrekord',
      spec: {
        data: {hash: {algorithm: 'sha256', value: digest}},
        signature: {
          content: signature.toString('base64'),
          publicKey: {content: Buffer.from(pem).toString('base64')},
        },
      },
    }),
  );
  const leaf = createHash('sha256').update(Buffer.of(LEAF)).update(body).digest('hex');
  return {body, path: `rekor.sigstore.dev/api/v1/log/entries/${leaf}`};
};

/** Before what is hashed, RFC 6962. */
const LEAF = 0;

/**
 * The answer of the log, in the form of a Sigstore bundle. Nothing of it is verified but its body.
 * @returns undefined if it is not the entry of this record.
 */
export const logEntry = (answer: Buffer, {body}: LogRecord): object | undefined => {
  const entry = onlyEntry(answer);
  const verification = isRecord(entry?.verification) ? entry.verification : {};
  const proof = verification.inclusionProof;
  if (entry?.body !== body.toString('base64') || !isRecord(proof) || !Array.isArray(proof.hashes)) return undefined;
  return {
    logIndex: String(entry.logIndex),
    logId: {keyId: fromHex(entry.logID)},
    kindVersion: {kind: 'hashedrekord', version: '0.0.1'},
    integratedTime: String(entry.integratedTime),
    inclusionPromise: {signedEntryTimestamp: String(verification.signedEntryTimestamp)},
    inclusionProof: {
      logIndex: String(proof.logIndex),
      rootHash: fromHex(proof.rootHash),
      treeSize: String(proof.treeSize),
      hashes: proof.hashes.map(fromHex),
      checkpoint: {envelope: String(proof.checkpoint)},
    },
    canonicalizedBody: entry.body,
  };
};

/** An answer is an object of entries by their ids. */
const onlyEntry = (answer: Buffer): Record<string, unknown> | undefined => {
  try {
    const entries = Object.values(JSON.parse(answer.toString()) as object);
    return entries.length === 1 && isRecord(entries[0]) ? entries[0] : undefined;
  } catch {
    return undefined;
  }
};

const fromHex = (hex: unknown): string => Buffer.from(String(hex), 'hex').toString('base64');
