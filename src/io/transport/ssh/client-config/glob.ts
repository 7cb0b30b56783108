import {readdir, stat} from 'node:fs/promises';
import {join} from 'node:path';

/** The paths that match a pattern of glob(7), in lexical order. A path without a wildcard is itself, if it exists. */
export const matchingFiles = async (pattern: string): Promise<readonly string[]> => {
  let found: readonly string[] = ['/'];
  for (const part of pattern.split('/').filter(Boolean)) {
    const next = await Promise.all(found.map(folder => matchesIn(folder, part)));
    found = next.flat();
  }
  return found;
};

const matchesIn = async (folder: string, part: string): Promise<readonly string[]> => {
  const plain = join(folder, part);
  if (!/[*?[]/.test(part))
    return stat(plain).then(
      () => [plain],
      error => ((error as NodeJS.ErrnoException).code === 'ENOENT' ? [] : [plain]),
    );
  const names = await readdir(folder).catch(() => []);
  const wanted = globOf(part);
  return names
    .filter(name => wanted.test(name) && (part.startsWith('.') || !name.startsWith('.')))
    .sort()
    .map(name => join(folder, name));
};

/** `[…]` and `[!…]` are sets of characters; one without an end is a bracket. */
const globOf = (part: string): RegExp =>
  new RegExp(
    `^${part.replace(
      /\[(!?)(\]?[^\]]*)\]|[*?]|[.+^${}()|[\]\\]/g,
      (found, not: string | undefined, set: string | undefined) => {
        if (set !== undefined) return `[${not ? '^' : ''}${set.replace(/[\\\]^[]/g, '\\$&')}]`;
        return found === '*' ? '.*' : found === '?' ? '.' : `\\${found}`;
      },
    )}$`,
    's',
  );
