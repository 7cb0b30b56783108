import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {type FileHandle, open} from 'node:fs/promises';
import {type Digest, digestOf} from '../../../core/model/names.js';
import {connectionLost, isConnectionLost} from './failure.js';
import type {OpenFile, Origin} from './origin.js';
import {empty as emptyFile, otherSize, tooLarge} from './size.js';

/** A file to download. */
export interface Wanted {
  /** Host of upstream and path there. */
  readonly path: string;
  /** Undefined where upstream publishes no digest: then nothing of an earlier run is continued. */
  readonly sha256?: Digest | undefined;
  /** Undefined where the server does not name it. With a digest it is not a condition: the caller compares it. */
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
    for (let connections = 1, empty = 0; partial.size === 0 || partial.size !== size; connections += 1) {
      const before = partial.size;
      try {
        // Without a digest, only the server can say that the rest is of the same content.
        const from = sha256 === undefined && validator === undefined ? 0 : before;
        const opened = await origin.open(path, from, validator);
        validator = opened.validator;
        if (await receive(origin.nameOf(path), opened, partial, {size, sha256}, onBytes)) break;
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
/** A file of another size than expected: its digest says which of the two is wrong. */
const MOST_UNEXPECTED = 1024 ** 3;

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

/** True when the file is complete. Another size than the expected one is an error where no digest decides. */
const receive = async (
  where: string,
  opened: OpenFile,
  partial: Partial,
  {size: expected, sha256}: Pick<Wanted, 'size' | 'sha256'>,
  onBytes: OnBytes,
): Promise<boolean> => {
  const {total} = opened;
  const decides = sha256 !== undefined;
  if (!decides && expected !== undefined && total !== undefined && total !== expected) {
    await opened.discard();
    throw otherSize(where, total, expected);
  }
  if (opened.from !== partial.size) await startAnew(partial, onBytes);
  const most = mostOf(expected, total, decides);
  for await (const chunk of opened.bytes) {
    if (partial.size + chunk.byteLength > most) throw tooLarge(where, most);
    await partial.file.appendFile(chunk);
    partial.hash.update(chunk);
    partial.size += chunk.byteLength;
    onBytes(chunk.byteLength, true);
  }
  if (!decides && partial.size === 0 && (total ?? 0) === 0) throw emptyFile(where);
  const complete = total ?? expected;
  return complete === undefined || partial.size === complete || (total === undefined && partial.size > complete);
};

const mostOf = (expected: number | undefined, total: number | undefined, decides: boolean): number => {
  if (expected === undefined || total === expected) return total ?? MOST_BYTES;
  return decides ? Math.max(expected, Math.min(total ?? MOST_UNEXPECTED, MOST_UNEXPECTED)) : expected;
};

const startAnew = async (partial: Partial, onBytes: OnBytes): Promise<void> => {
  await partial.file.truncate(0);
  onBytes(-partial.size, false);
  partial.hash = createHash('sha256');
  partial.size = 0;
};
