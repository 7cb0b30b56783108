import {createWriteStream} from 'node:fs';
import {chmod, rename, writeFile} from 'node:fs/promises';
import {pipeline} from 'node:stream/promises';
import {createGunzip} from 'node:zlib';

/** Writes a gzipped program as an executable file, complete before it appears under its name. */
export async function extractProgram(gzipped: AsyncIterable<Uint8Array>, path: string): Promise<void> {
  await pipeline(gzipped, createGunzip(), createWriteStream(`${path}.new`));
  await chmod(`${path}.new`, 0o755);
  await rename(`${path}.new`, path);
}

/** Writes a file that only its owner can read. */
export const writePrivateFile = (path: string, text: string): Promise<void> => writeFile(path, text, {mode: 0o600});
