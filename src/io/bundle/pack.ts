import {createWriteStream} from 'node:fs';
import {rename} from 'node:fs/promises';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {createGzip} from 'node:zlib';
import type {Artifact, StoredFile} from '../../core/artifacts/bundle.js';
import {Failure} from '../../core/failure.js';
import type {Digest} from '../../core/model/names.js';
import {Meter} from './meter.js';
import {makeParents, unfinishedName, writing} from './unfinished.js';

/** A content, and the file in the bundle directory that has it. */
export interface Packed {
  readonly sha256: Digest;
  readonly size: number;
  readonly stored: StoredFile;
}

/**
 * Compresses a content into a file of a bundle directory. The file appears under its name when it is complete.
 * @param file relative to the directory.
 * @param expected what the content must be.
 * @param signal ends it; nothing is left then.
 * @throws Failure artifacts/digest-mismatch, artifacts/unwritable
 */
export const packFile = async (
  directory: string,
  file: string,
  content: AsyncIterable<Uint8Array>,
  expected?: Artifact,
  signal?: AbortSignal,
): Promise<Packed> => {
  const path = join(directory, file);
  const unfinished = unfinishedName(path);
  const [plain, compressed] = [new Meter(), new Meter()];
  return writing(path, unfinished, async () => {
    await makeParents(path);
    const output = createWriteStream(unfinished, {flush: true, mode: 0o644});
    // The fastest level: local networks are fast, and ten times the effort saves a seventh of the bytes.
    await pipeline(content, plain, createGzip({level: 1}), compressed, output, signal === undefined ? {} : {signal});
    const packed = {
      sha256: plain.digest(),
      size: plain.size,
      stored: {file, sha256: compressed.digest(), size: compressed.size},
    };
    if (expected !== undefined && expected.sha256 !== packed.sha256) throw differs(expected, packed);
    await rename(unfinished, path);
    return packed;
  });
};

/** The file of an artifact in a bundle: "etcd/3.6.16/amd64/etcd.gz". */
export const packedName = ({component, version, arch, name, kind}: Artifact): string =>
  `${component}/${version}/${arch}/${name}${kind === 'image' ? '.tar' : ''}.gz`;

const differs = ({name, version, arch, sha256}: Artifact, packed: Packed): Failure =>
  new Failure(
    'artifacts/digest-mismatch',
    `Storing ${name} ${version} (${arch}): the content has the digest ${packed.sha256}, and must have ${sha256}; it is not used`,
    {suggestions: ['compare it with a second source: `quorate explain artifacts/digest-mismatch`']},
  );
