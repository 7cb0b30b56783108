import {createHash, randomUUID} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {type FileHandle, open, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {createGunzip} from 'node:zlib';
import type {Artifact} from '../../../core/artifacts/bundle.js';
import {storedFile} from '../stored.js';
import {type FilePiece, once} from './content.js';

/** The uncompressed contents of artifacts, for as long as a server runs. */
export interface Unpacked {
  /** Uncompressed at the first call. @throws Error if the bytes are not those of the manifest. */
  readonly content: (artifact: Artifact) => Promise<FilePiece>;
  readonly close: () => Promise<void>;
}

/**
 * A part of a content can only be sent from uncompressed bytes. They are in files without a name: the system deletes them
 * when the process ends, however it ends.
 */
export const unpackedIn = (directory: string): Unpacked => {
  const files: FileHandle[] = [];
  const known = new Map<string, () => Promise<FilePiece>>();

  const unpack = async (artifact: Artifact): Promise<FilePiece> => {
    const file = await namelessFile(directory);
    files.push(file);
    const path = join(directory, storedFile(artifact).file);
    try {
      await write(file, path, artifact);
    } catch (error) {
      files.splice(files.indexOf(file), 1);
      await file.close();
      throw new Error(`${path}: ${(error as Error).message}`, {cause: error});
    }
    return {file, start: 0, size: artifact.size};
  };

  return {
    content: artifact => {
      const {file} = storedFile(artifact);
      const content = known.get(file) ?? once(() => unpack(artifact));
      known.set(file, content);
      return content();
    },
    close: async () => {
      known.clear();
      await Promise.all(files.splice(0).map(file => file.close()));
    },
  };
};

/** In the directory of the bundle, which has space for it; else in that for temporary files. */
const namelessFile = async (directory: string): Promise<FileHandle> => {
  const name = `.served-${randomUUID()}`;
  const [path, file] = await created(join(directory, name)).catch(() => created(join(tmpdir(), name)));
  await rm(path, {force: true});
  return file;
};

const created = async (path: string): Promise<readonly [string, FileHandle]> => [path, await open(path, 'wx+', 0o600)];

const write = async (file: FileHandle, path: string, {size, sha256}: Artifact): Promise<void> => {
  const hash = createHash('sha256');
  let written = 0;
  await pipeline(
    createReadStream(path, {highWaterMark: 256 * 1024}),
    createGunzip({chunkSize: 256 * 1024}),
    async bytes => {
      for await (const chunk of bytes as AsyncIterable<Buffer>) {
        if (written + chunk.length > size) throw new Error(`it has more than the ${size} bytes of the manifest`);
        hash.update(chunk);
        await file.writeFile(chunk);
        written += chunk.length;
      }
    },
  );
  const found = hash.digest('hex');
  if (found !== sha256) throw new Error(`its content has the digest ${found}, the manifest has ${sha256}`);
};
