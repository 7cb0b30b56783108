import {extendedHeaderOf, TAR_BLOCK, tarHeaderOf} from '../../core/artifacts/tar-header.js';
import type {ByteReader} from './byte-reader.js';

/** Something that is wrong with an archive. */
export class BadArchive extends Error {}

/** In one archive. */
const MOST_ENTRIES = 100_000;
/** Of a header with a long name, in bytes. */
const MOST_HEADER = 64 * 1024;

/** The files of a tar archive. Between two of them, the bytes of the first one must have been read. */
export const entriesOf = async function* (
  reader: ByteReader,
): AsyncGenerator<{readonly path: string; readonly size: number}> {
  let long: {readonly path?: string; readonly size?: number} = {};
  for (let entries = 0; ; entries += 1) {
    if (entries > MOST_ENTRIES) throw new BadArchive('it has more than 100,000 entries');
    const block = await reader.take(TAR_BLOCK);
    if (block.length < TAR_BLOCK) throw new BadArchive('it ends early');
    const header = tarHeaderOf(block);
    if (header.is === 'end') return;
    if (header.is === 'broken') throw new BadArchive(header.problem);
    const {type} = header;
    if (type === 'long-name' || type === 'extended') {
      if (header.size > MOST_HEADER) throw new BadArchive('it has a name that is too long');
      const content = (await reader.take(padded(header.size))).subarray(0, header.size);
      long = {...long, ...(type === 'extended' ? extended(content) : {path: longName(content)})};
      continue;
    }
    const {path = header.path, size = header.size} = long;
    long = {};
    if (type === 'file') yield {path, size};
    else await skip(reader.stream(size));
    await reader.take(padded(size) - size);
  }
};

const padded = (size: number): number => Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;

const longName = (content: Buffer): string => content.toString('utf8').replace(/\0+$/, '');

const extended = (content: Buffer): {readonly path?: string; readonly size?: number} => {
  const found = extendedHeaderOf(content);
  if (found === undefined) throw new BadArchive('an extended header is damaged');
  const {sparse, ...rest} = found;
  if (sparse === true) throw new BadArchive('it has a sparse file');
  return rest;
};

/** Reads a file of an archive and drops it. */
export const skip = async (bytes: AsyncIterable<Uint8Array>): Promise<void> => {
  for await (const _ of bytes);
};
