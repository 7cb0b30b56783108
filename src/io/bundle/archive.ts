import {createReadStream} from 'node:fs';
import {createGunzip} from 'node:zlib';
import {memberName} from '../../core/artifacts/member-name.js';
import {extendedHeaderOf, TAR_BLOCK, tarHeaderOf} from '../../core/artifacts/tar-header.js';
import {Failure} from '../../core/failure.js';
import {type ByteReader, byteReader} from './byte-reader.js';

/** A file in an archive. */
export interface ArchiveMember {
  /** Its name, exactly as in the archive: "./bridge". */
  readonly path: string;
  readonly size: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Reads files of a gzip-compressed tar archive, in the order of the archive.
 * @param wanted names of the files; one "./" at the start does not count.
 * @param use gets each of them once, and reads all of its bytes.
 * @param where URL or file name of the archive, for messages.
 * @throws Failure artifacts/bad-archive, also for a file that is missing or is there more than once.
 */
export const readArchive = async (
  file: string,
  wanted: readonly string[],
  use: (member: ArchiveMember) => Promise<void>,
  where: string = file,
): Promise<void> => {
  const missing = new Set(wanted.map(memberName));
  const known = new Set(missing);
  const source = createReadStream(file, {highWaterMark: 1 << 20});
  const unpacked = source.pipe(createGunzip());
  source.on('error', error => unpacked.destroy(error));
  const reader = byteReader(limited(unpacked));
  try {
    for await (const {path, size} of entriesOf(reader)) {
      const name = memberName(path);
      const bytes = reader.stream(size);
      if (!known.has(name)) await skip(bytes);
      else if (missing.delete(name)) await use({path, size, bytes});
      else throw new BadArchive(`it has ${name} more than once`);
    }
  } catch (error) {
    throw explained(error, where);
  } finally {
    await reader.close();
    source.destroy();
    unpacked.destroy();
  }
  if (missing.size > 0) throw explained(new BadArchive(`it lacks ${[...missing].join(', ')}`), where);
};

const skip = async (bytes: AsyncIterable<Uint8Array>): Promise<void> => {
  for await (const _ of bytes);
};

/** Something that is wrong with an archive. */
class BadArchive extends Error {}

/** Of the unpacked archive, in bytes: a small file can have a large content. */
const MOST_BYTES = 4 * 1024 ** 3;
const MOST_ENTRIES = 100_000;
/** Of a header with a long name, in bytes. */
const MOST_HEADER = 64 * 1024;

const limited = async function* (stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) throw new BadArchive('it has more than 4 GiB when it is unpacked');
    yield chunk;
  }
};

/** The files of the archive. Between two of them, the bytes of the first one must have been read. */
const entriesOf = async function* (reader: ByteReader): AsyncGenerator<{readonly path: string; readonly size: number}> {
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

const explained = (error: unknown, where: string): unknown => {
  const {code = '', message} = error as NodeJS.ErrnoException;
  const isBad = error instanceof BadArchive || error instanceof RangeError || code.startsWith('Z_');
  if (!isBad) return error;
  return new Failure('artifacts/bad-archive', `Unpacking ${where}: ${message}`, {
    suggestions: ['run the same command again; if the message is the same, the archive on the server is damaged'],
    cause: error,
  });
};
