/** One element of BER in a buffer: where its content starts and ends. `end` is undefined where its length is indefinite. */
interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number | undefined;
}

/** Of the tags that CMS has: all are below 31, and of one byte. */
export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The tag of a tagged element with elements in it; without them: `context(n) & ~0x20`. */
export const context = (number: number): number => 0xa0 | number;

/** @throws RangeError if the buffer ends before, or has something else there. */
function element(buffer: Buffer, at: number): Element {
  const tag = buffer.readUInt8(at);
  const first = buffer.readUInt8(at + 1);
  if (first === 0x80) return {tag, start: at + 2, end: undefined};
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (lengthBytes > MOST_LENGTH_BYTES) throw new RangeError('a length of BER is too large');
  const start = at + 2 + lengthBytes;
  const end = start + (lengthBytes === 0 ? first : buffer.readUIntBE(at + 2, lengthBytes));
  return {tag, start, end};
}

/** Lengths are exact as numbers. */
export const MOST_LENGTH_BYTES = 6;

/** Reads the elements of a buffer one after another. What is not expected throws a RangeError. */
export function elements(buffer: Buffer, from = 0) {
  let at = from;
  const next = (tag: number): Element => {
    const found = element(buffer, at);
    if (found.tag !== tag) throw new RangeError(`expected the tag ${tag} of BER, found ${found.tag}`);
    return found;
  };
  /** With its tag and length. */
  const whole = (tag: number): Buffer => {
    const {end} = next(tag);
    if (end === undefined || end > buffer.byteLength) throw new RangeError('an element of BER is incomplete');
    const bytes = buffer.subarray(at, end);
    at = end;
    return bytes;
  };
  return {
    at: () => at,
    isAtEnd: () => at >= buffer.byteLength,
    has: (tag: number): boolean => at < buffer.byteLength && buffer[at] === tag,
    whole,
    /** The content of the next element. */
    content: (tag: number): Buffer => {
      const bytes = whole(tag);
      return bytes.subarray(element(bytes, 0).start);
    },
    /** Continues with what is in the next element. */
    enter: (tag: number): void => {
      at = next(tag).start;
    },
  };
}

/** DER of one element. */
export const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), length(content.byteLength), content]);
};

/** Of an element whose parts follow one after another, until END. */
export const open = (tag: number): Buffer => Buffer.from([tag, 0x80]);
export const END: Buffer = Buffer.from([0, 0]);

export const oid = (hex: string): Buffer => der(TAG.oid, Buffer.from(hex, 'hex'));
export const integer = (value: number): Buffer => der(TAG.integer, Buffer.from([value]));

function length(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.from([bytes]);
  const hex = bytes.toString(16);
  const digits = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 | digits.byteLength]), digits]);
}
