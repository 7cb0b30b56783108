import {createReadStream} from 'node:fs';
import {createGunzip} from 'node:zlib';
import {memberName} from '../../core/artifacts/member-name.js';
import {Failure} from '../../core/failure.js';
import {byteReader} from './byte-reader.js';
import {BadArchive, entriesOf, skip} from './tar-entries.js';

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

/** Of the unpacked archive, in bytes: a small file can have a large content. */
const MOST_BYTES = 4 * 1024 ** 3;
const limited = async function* (stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) throw new BadArchive('it has more than 4 GiB when it is unpacked');
    yield chunk;
  }
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
