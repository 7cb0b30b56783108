import {createHash} from 'node:crypto';
import {readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import type {Artifact} from '../../core/artifacts/bundle.js';
import type {Digest} from '../../core/model/names.js';
import {writeAtomically} from '../../io/bundle/unfinished.js';
import {hostArch} from './arch.js';
import {keyOf, type Product} from './product.js';

/**
 * What has been built so far, one file for each product in `.built/`. bundle.json is written last; an interrupted build
 * resumes from these files.
 */
export interface Ledger {
  /** The artifact of a product that was built in the same way and still exists. */
  find(product: Product): Promise<Artifact | undefined>;
  note(product: Product, artifact: Artifact): Promise<void>;
}

interface Note {
  readonly recipe: string;
  readonly artifact: Artifact;
}

export const ledger = (directory: string): Ledger => {
  const pathOf = (product: Product): string => join(directory, '.built', `${keyOf(product).replaceAll('/', '_')}.json`);
  return {
    find: async product => {
      const note = await readNote(pathOf(product));
      if (note?.recipe !== recipeOf(product)) return undefined;
      const {stored} = note.artifact;
      if (stored === undefined) return undefined;
      const size = await stat(join(directory, stored.file)).then(
        found => found.size,
        () => undefined,
      );
      return size === stored.size ? note.artifact : undefined;
    },
    note: async (product, artifact) => {
      await writeAtomically(pathOf(product), JSON.stringify({recipe: recipeOf(product), artifact} satisfies Note));
    },
  };
};

/** A product that is built in another way is another product; its build time and its check do not count. */
const recipeOf = ({seconds: _seconds, proof: _proof, source, ...product}: Product): string => {
  // pause and the test image are built from the Kubernetes module, but have versions of their own: another version of
  // Kubernetes is no reason to build them again.
  const {version, siblings, ...module} = source;
  const own =
    product.component === 'pause' || product.component === 'agnhost' ? module : {version, siblings, ...module};
  return createHash('sha256')
    .update(JSON.stringify({...product, source: own, ...(product.image === undefined ? {} : {layout: 'oci'})}))
    .digest('hex')
    .slice(0, 16);
};

const readNote = async (path: string): Promise<Note | undefined> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  try {
    return text === undefined ? undefined : withStoredFile(JSON.parse(text) as Note & {readonly artifact: Flat});
  } catch {
    return undefined;
  }
};

/** The fields of a note of version 0.1 that are in `stored` now. What it built is kept. */
interface Flat {
  readonly file?: string;
  readonly compressedSha256?: Digest;
  readonly compressedSize?: number;
}

const withStoredFile = ({recipe, artifact}: Note & {readonly artifact: Flat}): Note => {
  const {file, compressedSha256, compressedSize, ...rest} = artifact;
  if (file === undefined || compressedSha256 === undefined || compressedSize === undefined) return {recipe, artifact};
  const stored = {file, sha256: compressedSha256, size: compressedSize};
  return {recipe, artifact: {...rest, arch: hostArch(), stored}};
};
