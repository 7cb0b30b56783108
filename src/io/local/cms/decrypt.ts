import {constants, createDecipheriv, createPrivateKey, type KeyObject, privateDecrypt} from 'node:crypto';
import {context, MOST_LENGTH_BYTES, TAG} from './ber.js';
import type {Header, Recipient} from './header.js';
import {pointAsKey, unwrapKey} from './key-wrap.js';

type Pieces = AsyncIterable<Uint8Array>;

/** The private key in PEM; undefined if the text has none that is not encrypted. */
export function privateKeyIn(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
}

/** The key of the content; undefined if the message is not encrypted to this private key. */
export function contentKey({recipients}: Header, key: KeyObject): Buffer | undefined {
  for (const recipient of recipients)
    for (const found of keysFor(recipient, key)) if (found?.byteLength === KEY_BYTES) return found;
  return undefined;
}

const KEY_BYTES = 32;

function* keysFor(recipient: Recipient, key: KeyObject): Generator<Buffer | undefined> {
  if (recipient.is === 'rsa' && key.asymmetricKeyType === 'rsa') yield attempt(() => fromRsa(recipient, key));
  if (recipient.is !== 'ec' || key.asymmetricKeyType !== 'ec') return;
  const {point, agreement, encryptedKeys} = recipient;
  for (const encrypted of encryptedKeys)
    yield attempt(() => unwrapKey(encrypted, {privateKey: key, publicKey: pointAsKey(point, key)}, agreement));
}

/** A message has a key for each recipient, and most are for others. */
function attempt(decrypt: () => Buffer | undefined): Buffer | undefined {
  try {
    return decrypt();
  } catch {
    return undefined;
  }
}

/** PKCS #1 v1.5. Node does not remove this padding: a server must not, because its answers would reveal the key. */
function fromRsa({encryptedKey}: Extract<Recipient, {is: 'rsa'}>, key: KeyObject): Buffer | undefined {
  const padded = privateDecrypt({key, padding: constants.RSA_NO_PADDING}, encryptedKey);
  const end = padded.indexOf(0, 2);
  return padded[0] === 0 && padded[1] === 2 && end >= 10 ? padded.subarray(end + 1) : undefined;
}

/**
 * The content, in pieces. It is authentic only when the last piece was read without an error.
 *
 * @param pieces of the entire message.
 */
export async function* contentOf(pieces: Pieces, {nonce, tagBytes, contentAt}: Header, key: Buffer): Pieces {
  const input = reading(pieces);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, {authTagLength: tagBytes});
    await input.skip(contentAt);
    for await (const piece of octets(input)) yield decipher.update(piece);
    const next = await input.byte();
    // The end of an element around the content, if its length is indefinite.
    const after = next === 0 && (await input.byte()) === 0 ? await input.byte() : next;
    if (after !== TAG.octetString) throw new RangeError('the authentication tag is missing');
    decipher.setAuthTag(Buffer.concat(await collected(input.pass(await length(input, tagBytes)))));
    decipher.final();
  } finally {
    await input.close();
  }
}

/** The octet string of the content: in one piece, or in parts of a length of their own. */
async function* octets(input: Input): Pieces {
  const tag = await input.byte();
  if (tag === (context(0) & ~0x20)) {
    yield* input.pass(await length(input));
    return;
  }
  if (tag !== context(0)) throw new RangeError('the content is missing');
  const bytes = await length(input, Number.MAX_SAFE_INTEGER, true);
  const end = bytes === undefined ? undefined : input.at() + bytes;
  while (end === undefined || input.at() < end) {
    const part = await input.byte();
    const size = await length(input);
    if (part === 0 && size === 0 && end === undefined) return;
    if (part !== TAG.octetString) throw new RangeError('the content is not in octet strings');
    yield* input.pass(size);
  }
}

async function length(input: Input, most?: number): Promise<number>;
async function length(input: Input, most: number, mayBeIndefinite: true): Promise<number | undefined>;
async function length(input: Input, most = Number.MAX_SAFE_INTEGER, mayBeIndefinite = false) {
  const first = await input.byte();
  if (first === 0x80 && mayBeIndefinite) return undefined;
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || count > MOST_LENGTH_BYTES) throw new RangeError('a length that is not supported');
  let value = first < 0x80 ? first : 0;
  for (let index = 0; index < count; index++) value = value * 256 + (await input.byte());
  if (value > most) throw new RangeError('a length that is too large');
  return value;
}

type Input = ReturnType<typeof reading>;

/** Reads pieces byte by byte or in parts. Throws RangeError at their end. */
function reading(pieces: Pieces) {
  const source = pieces[Symbol.asyncIterator]();
  let [piece, position]: [Uint8Array, number] = [new Uint8Array(), 0];
  const filled = async (): Promise<void> => {
    while (position === piece.byteLength) {
      const next = await source.next();
      if (next.done === true) throw new RangeError('the message ends too early');
      [passed, piece, position] = [passed + piece.byteLength, next.value, 0];
    }
  };
  let passed = 0;
  async function* pass(bytes: number): Pieces {
    for (let left = bytes; left > 0; ) {
      await filled();
      const part = piece.subarray(position, position + left);
      position += part.byteLength;
      left -= part.byteLength;
      yield part;
    }
  }
  return {
    at: () => passed + position,
    pass,
    close: async (): Promise<void> => {
      await source.return?.();
    },
    byte: async (): Promise<number> => {
      if (position === piece.byteLength) await filled();
      return piece[position++]!;
    },
    skip: async (bytes: number): Promise<void> => {
      for await (const _ of pass(bytes));
    },
  };
}

async function collected(pieces: Pieces): Promise<readonly Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}
