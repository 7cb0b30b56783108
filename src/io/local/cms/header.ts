import {context, elements, TAG} from './ber.js';
import type {Agreement} from './key-wrap.js';
import {OID} from './oids.js';

/** For whom the key of the content is encrypted. */
export type Recipient =
  | {readonly is: 'rsa'; readonly encryptedKey: Buffer}
  | {
      readonly is: 'ec';
      /** Of the key that was made for this message. */
      readonly point: Buffer;
      readonly agreement: Agreement;
      readonly encryptedKeys: readonly Buffer[];
    };

/** What precedes the encrypted content. */
export interface Header {
  readonly recipients: readonly Recipient[];
  readonly nonce: Buffer;
  readonly tagBytes: number;
  /** The content starts there, with its tag. */
  readonly contentAt: number;
}

/**
 * Reads the start of AuthEnvelopedData (RFC 5083) with AES-256-GCM, as `openssl cms -encrypt -aes-256-gcm` writes it.
 *
 * @throws RangeError for anything else, also if the header is not complete.
 */
export function parseHeader(head: Buffer): Header {
  const read = elements(head);
  read.enter(TAG.sequence);
  expectOid(read.content(TAG.oid), OID.authEnvelopedData);
  read.enter(context(0));
  read.enter(TAG.sequence);
  read.content(TAG.integer);
  if (read.has(context(0))) read.whole(context(0));
  const recipients = recipientsIn(read.content(TAG.set));
  read.enter(TAG.sequence);
  expectOid(read.content(TAG.oid), OID.data);
  const algorithm = elements(read.content(TAG.sequence));
  expectOid(algorithm.content(TAG.oid), OID.aes256Gcm);
  const parameters = elements(algorithm.content(TAG.sequence));
  const nonce = parameters.content(TAG.octetString);
  const tagBytes = parameters.has(TAG.integer) ? parameters.content(TAG.integer).readUInt8() : DEFAULT_TAG_BYTES;
  if (tagBytes < DEFAULT_TAG_BYTES || tagBytes > 16) throw new RangeError('a tag of GCM that is too short');
  return {recipients, nonce, tagBytes, contentAt: read.at()};
}

/** RFC 5084, also the shortest. */
const DEFAULT_TAG_BYTES = 12;

function recipientsIn(set: Buffer): readonly Recipient[] {
  const [read, found]: [ReturnType<typeof elements>, Recipient[]] = [elements(set), []];
  while (!read.isAtEnd()) {
    if (read.has(TAG.sequence)) found.push(...transported(read.content(TAG.sequence)));
    else if (read.has(context(1))) found.push(...agreed(read.content(context(1))));
    // Passwords and shared keys.
    else read.whole(set[read.at()]!);
  }
  return found;
}

/** KeyTransRecipientInfo */
function transported(content: Buffer): readonly Recipient[] {
  const read = elements(content);
  read.content(TAG.integer);
  skipId(read);
  const algorithm = elements(read.content(TAG.sequence)).content(TAG.oid).toString('hex');
  const encryptedKey = read.content(TAG.octetString);
  return algorithm === OID.rsaEncryption ? [{is: 'rsa', encryptedKey}] : [];
}

/** KeyAgreeRecipientInfo */
function agreed(content: Buffer): readonly Recipient[] {
  const read = elements(content);
  read.content(TAG.integer);
  const originator = elements(read.content(context(0)));
  // A certificate of the sender instead of a key.
  if (!originator.has(context(1))) return [];
  const publicKey = elements(originator.content(context(1)));
  publicKey.content(TAG.sequence);
  // Without the number of unused bits, which is 0.
  const point = publicKey.content(TAG.bitString).subarray(1);
  const material = read.has(context(1)) ? read.whole(context(1)) : undefined;
  const scheme = elements(read.content(TAG.sequence));
  const schemeOid = scheme.content(TAG.oid).toString('hex');
  const wrapAlgorithm = scheme.whole(TAG.sequence);
  const inner = elements(wrapAlgorithm);
  inner.enter(TAG.sequence);
  const wrap = inner.content(TAG.oid).toString('hex');
  const [keys, encryptedKeys]: [ReturnType<typeof elements>, Buffer[]] = [elements(read.content(TAG.sequence)), []];
  while (!keys.isAtEnd()) {
    const each = elements(keys.content(TAG.sequence));
    skipId(each, context(0));
    encryptedKeys.push(each.content(TAG.octetString));
  }
  // The identifier of the material is that of the header: shared info has another.
  return [
    {is: 'ec', point, agreement: {scheme: schemeOid, wrap, wrapAlgorithm, material: tagged(material)}, encryptedKeys},
  ];
}

/** [1] of the header is [0] of what the key is derived from. */
const tagged = (material: Buffer | undefined): Buffer | undefined =>
  material === undefined ? undefined : Buffer.concat([Buffer.from([context(0)]), material.subarray(1)]);

/** The certificate of the recipient, by its issuer and serial number or by the identifier of its key. */
const skipId = (read: ReturnType<typeof elements>, byKey = 0x80): Buffer =>
  read.whole(read.has(TAG.sequence) ? TAG.sequence : byKey);

function expectOid(found: Buffer, expected: string): void {
  if (found.toString('hex') !== expected) throw new RangeError(`an algorithm that is not supported`);
}
