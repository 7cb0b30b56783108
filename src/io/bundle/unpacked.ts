import {createReadStream} from 'node:fs';
import {type FileHandle, open, rm, writeFile} from 'node:fs/promises';
import {pipeline} from 'node:stream/promises';
import {createGunzip} from 'node:zlib';
import type {Content} from './content.js';
import {unfinishedName} from './unfinished.js';

/**
 * Files of a bundle, not compressed: each is unpacked once for all hosts, beside the compressed one, into a file that has no
 * name and ends with this process. Rejects if it cannot be written, or does not have so many bytes.
 */
export const unpackedFiles = (): ((path: string, size: number) => Promise<Content>) => {
  const unpacked = new Map<string, Promise<FileHandle>>();
  return async (path, size) => {
    const started = unpacked.get(path) ?? unpack(path, size);
    unpacked.set(path, started);
    const file = await started;
    return {size, bytes: file.createReadStream({start: 0, autoClose: false, highWaterMark: PIECE})};
  };
};

const PIECE = 256 * 1024;

const unpack = async (path: string, size: number): Promise<FileHandle> => {
  const name = unfinishedName(`${path}.raw`);
  const file = await open(name, 'wx+', 0o600);
  try {
    await rm(name);
    // Not by a stream of its own, without which the file cannot be closed.
    await pipeline(createReadStream(path, {highWaterMark: PIECE}), createGunzip({chunkSize: PIECE}), content =>
      writeFile(file, content),
    );
    const found = (await file.stat()).size;
    if (found !== size) throw new Error(`${path} has ${found} bytes when it is unpacked, the manifest has ${size}`);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
};
