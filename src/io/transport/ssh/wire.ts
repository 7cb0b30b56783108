/** Values of the SSH protocol (RFC 4251): a number of four bytes, and bytes after their length. */
export const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

export const string = (value: Buffer | string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint32(bytes.length), bytes]);
};

/** A positive number of any length: without leading zeros, with one where the first bit is set. */
export const mpint = (value: Buffer): Buffer => {
  const start = value.findIndex(byte => byte !== 0);
  const digits = start === -1 ? Buffer.alloc(0) : value.subarray(start);
  return string((digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), digits]) : digits);
};

/** Reads values one after another. Throws RangeError behind the end. */
export const reader = (bytes: Buffer) => {
  let at = 0;
  const take = (length: number): Buffer => {
    if (length > bytes.length - at) throw new RangeError('the message ends too early');
    at += length;
    return bytes.subarray(at - length, at);
  };
  const number = (): number => take(4).readUInt32BE();
  return {
    byte: (): number => take(1).readUInt8(),
    number,
    long: (): bigint => take(8).readBigUInt64BE(),
    string: (): Buffer => take(number()),
    bytes: take,
    /** How many bytes were read. */
    position: (): number => at,
  };
};
