import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {type FileHandle, open} from 'node:fs/promises';
import {type Digest, digestOf} from '../../../core/model/names.js';
import {connectionLost, isConnectionLost} from './failure.js';
import type {OpenFile, Origin} from './origin.js';
import {otherSize, tooLarge} from './size.js';

/** A file to download. */
export interface Wanted {
  /** Host of upstream and path there. */
  readonly path: string;
  /** Undefined where upstream publishes no digest: then nothing of an earlier run is continued. */
  readonly sha256?: Digest | undefined;
  /** Undefined where the server does not name it. */
  readonly size?: number | undefined;
}

/**
 * Called with the number of bytes that are there besides; negative where a transfer starts anew.
 * @param fresh they arrived just now; otherwise an earlier run received them.
 */
export type OnBytes = (count: number, fresh: boolean) => void;

/** A complete file. */
export interface Transferred {
  readonly sha256: Digest;
  readonly size: number;
  /** It is put together from more than one transfer. */
  readonly continued: boolean;
}

/**
 * Receives a file into a partial file, and continues what is there. A connection that ends early is continued.
 * @throws Failure download/*
 */
export const transfer = async (
  origin: Origin,
  {path, size, sha256}: Wanted,
  part: string,
  onBytes: OnBytes,
): Promise<Transferred> => {
  const partial = await openPartial(part);
  let continued = partial.size > 0;
  let validator: string | undefined;
  onBytes(partial.size, false);
  try {
    for (let connections = 1, empty = 0; size === undefined || partial.size !== size; connections += 1) {
      const before = partial.size;
      try {
        // Without a digest, only the server can say that the rest is of the same content.
        const from = sha256 === undefined && validator === undefined ? 0 : before;
        const opened = await origin.open(path, from, validator);
        validator = opened.validator;
        if (await receive(origin.nameOf(path), opened, partial, size, onBytes)) break;
        throw connectionLost(origin.nameOf(path), 'the connection ended before the file was complete');
      } catch (error) {
        if (!isConnectionLost(error)) throw error;
        empty = partial.size > before ? 0 : empty + 1;
        if (empty === MOST_EMPTY || connections === MOST_CONNECTIONS) throw error;
        continued = true;
      }
    }
    return {sha256: digestOf(partial.hash.digest('hex')), size: partial.size, continued};
  } finally {
    await partial.file.close();
  }
};

/** Connections in a row that may end without a byte, and all that may end early. */
const MOST_EMPTY = 3;
const MOST_CONNECTIONS = 50;
/** A file whose size no one names. */
const MOST_BYTES = 4 * 1024 ** 3;

/** What a partial file has so far. */
interface Partial {
  readonly file: FileHandle;
  hash: ReturnType<typeof createHash>;
  size: number;
}

/** A partial file is read once, for its digest. One that cannot be continued is overwritten. */
const openPartial = async (part: string): Promise<Partial> => {
  const file = await open(part, 'a+', 0o644);
  try {
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of createReadStream(part, {highWaterMark: 1 << 20})) {
      hash.update(chunk as Uint8Array);
      size += (chunk as Uint8Array).byteLength;
    }
    return {file, hash, size};
  } catch (error) {
    await file.close();
    throw error;
  }
};

/** True when the file is complete. */
const receive = async (
  where: string,
  opened: OpenFile,
  partial: Partial,
  expected: number | undefined,
  onBytes: OnBytes,
): Promise<boolean> => {
  const {total} = opened;
  if (expected !== undefined && total !== undefined && total !== expected) {
    await opened.discard();
    throw otherSize(where, total, expected);
  }
  if (opened.from !== partial.size) await startAnew(partial, onBytes);
  const most = expected ?? total ?? MOST_BYTES;
  for await (const chunk of opened.bytes) {
    if (partial.size + chunk.byteLength > most) throw tooLarge(where, most);
    await partial.file.appendFile(chunk);
    partial.hash.update(chunk);
    partial.size += chunk.byteLength;
    onBytes(chunk.byteLength, true);
  }
  const complete = expected ?? total;
  return complete === undefined || partial.size === complete;
};

const startAnew = async (partial: Partial, onBytes: OnBytes): Promise<void> => {
  await partial.file.truncate(0);
  onBytes(-partial.size, false);
  partial.hash = createHash('sha256');
  partial.size = 0;
};
