import {type FileHandle, open} from 'node:fs/promises';
import type {Digest} from '../../../core/model/names.js';

/** Bytes that are sent: in memory, or a part of a file. */
export type Piece = Uint8Array | FilePiece;

export interface FilePiece {
  /** A path, opened for each transfer, or a file that stays open. */
  readonly file: string | FileHandle;
  /** First byte in the file. */
  readonly start: number;
  /** Bytes. */
  readonly size: number;
}

/** What one path of the server has. */
export interface Content {
  /** Media type. */
  readonly type: string;
  /** Known before the first byte is read. */
  readonly measure: () => Promise<Measure>;
  /** The bytes, in order. */
  readonly pieces: () => Promise<readonly Piece[]>;
  /** Of what a registry has: its digest is a header of the answer. */
  readonly registry?: true;
}

export interface Measure {
  readonly sha256: Digest;
  readonly size: number;
}

export const sizeOf = (piece: Piece): number => (piece instanceof Uint8Array ? piece.length : piece.size);

/** The bytes from start to end, which is not included. */
export const within = (pieces: readonly Piece[], start: number, end: number): readonly Piece[] => {
  const parts: Piece[] = [];
  let at = 0;
  for (const piece of pieces) {
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, sizeOf(piece));
    if (from < to) parts.push(part(piece, from, to));
    at += sizeOf(piece);
  }
  return parts;
};

const part = (piece: Piece, from: number, to: number): Piece =>
  piece instanceof Uint8Array ? piece.subarray(from, to) : {...piece, start: piece.start + from, size: to - from};

/** Files are closed however the reading ends. @throws Error if a file is shorter than its piece. */
export const bytesOf = async function* (pieces: readonly Piece[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) yield piece;
    else if (typeof piece.file !== 'string') yield* read(piece.file, piece, 'the file');
    else yield* readPath(piece.file, piece);
  }
};

const readPath = async function* (path: string, piece: FilePiece): AsyncGenerator<Uint8Array> {
  const handle = await open(path);
  try {
    yield* read(handle, piece, path);
  } finally {
    await handle.close();
  }
};

const read = async function* (handle: FileHandle, {start, size}: FilePiece, name: string): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; ) {
    const buffer = Buffer.allocUnsafe(Math.min(BUFFER, size - at));
    const {bytesRead} = await handle.read(buffer, 0, buffer.length, start + at);
    if (bytesRead === 0) throw new Error(`${name} ends at byte ${start + at} of ${start + size}`);
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
};

const BUFFER = 256 * 1024;

/** One run of a function for all callers; after a failure the next caller starts it again. */
export const once = <T>(run: () => Promise<T>): (() => Promise<T>) => {
  let running: Promise<T> | undefined;
  return () => {
    running ??= run().catch((error: unknown) => {
      running = undefined;
      throw error;
    });
    return running;
  };
};
