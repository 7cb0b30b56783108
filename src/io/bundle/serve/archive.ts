import {createHash, type Hash} from 'node:crypto';
import {join} from 'node:path';
import {crc32} from 'node:zlib';
import type {Artifact} from '../../../core/artifacts/bundle.js';
import {tarEnd, tarHeader, tarPadding} from '../../../core/artifacts/tar.js';
import {digestOf} from '../../../core/model/names.js';
import {storedFile} from '../stored.js';
import {bytesOf, type Content, type Measure, once, type Piece, sizeOf} from './content.js';

export interface Member {
  /** Name in the archive. */
  readonly name: string;
  readonly artifact: Artifact;
}

/**
 * A gzip-compressed tar archive of stored files. A gzip file may have several parts that are compressed for themselves, so
 * the stored files are used as they are: nothing is compressed again, equal bundles give equal bytes on every machine, and
 * each part of the archive can be sent by itself.
 */
export const archive = (directory: string, members: readonly Member[]): Content => {
  const entries = members.map(member => entry(directory, member));
  const measure = once(() => measured(entries));
  return {type: 'application/gzip', measure, pieces: async () => piecesOf(entries)};
};

interface Entry {
  readonly header: Uint8Array;
  readonly content: Exclude<Piece, Uint8Array> & {readonly file: string};
  readonly padding: Uint8Array;
  /** Of the compressed content. */
  readonly sha256: string;
}

const entry = (directory: string, {name, artifact}: Member): Entry => {
  const {file, size, sha256} = storedFile(artifact);
  return {
    header: tarHeader({path: name, mode: 0o755, size: artifact.size}),
    content: {file: join(directory, file), start: 0, size},
    padding: tarPadding(artifact.size),
    sha256,
  };
};

const piecesOf = (entries: readonly Entry[]): readonly Piece[] => [
  ...entries.flatMap(({header, content, padding}) => [uncompressed(header), content, uncompressed(padding)]),
  uncompressed(tarEnd()),
];

/** Also compares the stored files with the manifest. */
const measured = async (entries: readonly Entry[]): Promise<Measure> => {
  const all = createHash('sha256');
  for (const {header, content, padding, sha256} of entries) {
    all.update(uncompressed(header));
    const own = createHash('sha256');
    await feed(content, all, own);
    const found = own.digest('hex');
    if (found !== sha256) throw new Error(`${content.file} has the digest ${found}, the manifest has ${sha256}`);
    all.update(uncompressed(padding));
  }
  all.update(uncompressed(tarEnd()));
  return {
    sha256: digestOf(all.digest('hex')),
    size: piecesOf(entries).reduce((sum, piece) => sum + sizeOf(piece), 0),
  };
};

const feed = async (piece: Piece, ...hashes: readonly Hash[]): Promise<void> => {
  for await (const chunk of bytesOf([piece])) for (const hash of hashes) hash.update(chunk);
};

/** A part of a gzip file with the bytes as they are, at most 64 KiB; the same bytes with every version of zlib. */
const uncompressed = (bytes: Uint8Array): Uint8Array => {
  const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  const block = Buffer.alloc(5);
  block.writeUInt8(1, 0);
  block.writeUInt16LE(bytes.length, 1);
  block.writeUInt16LE(~bytes.length & 0xffff, 3);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(bytes), 0);
  trailer.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([header, block, bytes, trailer]);
};
