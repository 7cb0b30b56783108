/** A query for the address of a name, as it is sent over TCP: the length, and the message. @param id 16 bits. */
export function dnsQuery(id: number, name: string, type: 'A' | 'AAAA'): Buffer {
  const labels = name.split('.').map(label => Buffer.from(`${String.fromCharCode(label.length)}${label}`, 'latin1'));
  const message = Buffer.concat([
    // Recursion desired; one question.
    Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
    ...labels,
    Buffer.from([0, 0, TYPES[type], 0, 1]),
  ]);
  return Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message]);
}

const TYPES = {A: 1, AAAA: 28} as const;

/**
 * What an answer over TCP says: the addresses that it has, the name of its error, or that it is no answer to the query.
 *
 * @param query as it was sent.
 */
export function dnsAnswer(
  query: Buffer,
  answer: Buffer,
): {readonly addresses: readonly Buffer[]} | {readonly problem: string} {
  try {
    const message = answer.subarray(2, 2 + answer.readUInt16BE(0));
    const code = message.readUInt8(3) & 15;
    const isAnswer = message.readUInt16BE(0) === query.readUInt16BE(2) && message.readUInt8(2) >= 128;
    if (!isAnswer) return GARBLED;
    if (code !== 0) return {problem: CODES[code] ?? `error ${code}`};
    let at = 12;
    for (let left = message.readUInt16BE(4); left > 0; left--) at = afterName(message, at) + 4;
    const addresses: Buffer[] = [];
    for (let left = message.readUInt16BE(6); left > 0; left--) {
      at = afterName(message, at);
      const [type, length] = [message.readUInt16BE(at), message.readUInt16BE(at + 8)];
      if (type === TYPES.A || type === TYPES.AAAA) addresses.push(message.subarray(at + 10, at + 10 + length));
      at += 10 + length;
    }
    return {addresses};
  } catch (error) {
    if (error instanceof RangeError) return GARBLED;
    throw error;
  }
}

const GARBLED = {problem: 'an answer that is not understood'} as const;

const CODES: Readonly<Record<number, string>> = {1: 'FORMERR', 2: 'SERVFAIL', 3: 'NXDOMAIN', 4: 'NOTIMP', 5: 'REFUSED'};

/** A name ends with an empty label, or with a pointer to another one. @throws RangeError beyond the end. */
function afterName(message: Buffer, start: number): number {
  let at = start;
  for (;;) {
    const length = message.readUInt8(at);
    if (length >= 192) return at + 2;
    at += 1 + length;
    if (length === 0) return at;
  }
}
