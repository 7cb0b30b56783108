/** The bytes of a stream, in pieces of chosen sizes. */
export interface ByteReader {
  /** Exactly so many bytes; fewer if the stream ends before. */
  take(size: number): Promise<Buffer>;
  /** The same, without collecting them. @throws RangeError if the stream ends before. */
  stream(size: number): AsyncGenerator<Uint8Array>;
  close(): Promise<void>;
}

export const byteReader = (source: AsyncIterable<Uint8Array>): ByteReader => {
  const iterator = source[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array();

  /** At most so many bytes, and none only at the end. */
  const some = async (size: number): Promise<Uint8Array> => {
    while (rest.length === 0) {
      const {done, value} = await iterator.next();
      if (done === true) return new Uint8Array();
      rest = value;
    }
    const piece = rest.subarray(0, size);
    rest = rest.subarray(piece.length);
    return piece;
  };

  return {
    take: async size => {
      const pieces: Uint8Array[] = [];
      for (let left = size; left > 0; left -= pieces.at(-1)!.length) {
        pieces.push(await some(left));
        if (pieces.at(-1)!.length === 0) break;
      }
      return Buffer.concat(pieces);
    },
    stream: async function* (size) {
      for (let left = size; left > 0; ) {
        const piece = await some(left);
        if (piece.length === 0) throw new RangeError('it ends early');
        left -= piece.length;
        yield piece;
      }
    },
    close: async () => {
      await iterator.return?.();
    },
  };
};
