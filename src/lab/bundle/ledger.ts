import {createHash} from 'node:crypto';
import {mkdir, readFile, rename, stat, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {Artifact} from '../../core/versions/bundle.js';
import {unfinishedName} from './leftovers.js';
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
      const size = await stat(join(directory, note.artifact.file)).then(
        found => found.size,
        () => undefined,
      );
      return size === note.artifact.compressedSize ? note.artifact : undefined;
    },
    note: async (product, artifact) => {
      await writeAtomically(pathOf(product), JSON.stringify({recipe: recipeOf(product), artifact} satisfies Note));
    },
  };
};

/** Written under another name first, so that the file is complete whenever it exists. */
export const writeAtomically = async (path: string, text: string): Promise<void> => {
  const unfinished = unfinishedName(path);
  await mkdir(dirname(path), {recursive: true});
  await writeFile(unfinished, text, {flush: true});
  await rename(unfinished, path);
};

/** A product that is built in another way is another product; its build time and its check do not count. */
const recipeOf = ({seconds: _seconds, proof: _proof, source, ...product}: Product): string => {
  // pause and the test image are built from the Kubernetes module, but have versions of their own: another version of
  // Kubernetes is no reason to build them again.
  const {version, siblings, ...module} = source;
  const own =
    product.component === 'pause' || product.component === 'agnhost' ? module : {version, siblings, ...module};
  return createHash('sha256')
    .update(JSON.stringify({...product, source: own}))
    .digest('hex')
    .slice(0, 16);
};

const readNote = async (path: string): Promise<Note | undefined> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Note);
  } catch {
    return undefined;
  }
};
