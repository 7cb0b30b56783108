import {BANNED} from './banned.js';

/** A text and where it starts. */
export interface Passage {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

interface Offence {
  readonly path: string;
  readonly line: number;
  readonly word: string;
  readonly say: string;
}

/** A word that one file needs. */
export interface Exception {
  readonly path: string;
  readonly word: string;
  readonly reason: string;
}

export const offences = (passages: readonly Passage[], exceptions: readonly Exception[] = []): readonly Offence[] =>
  passages
    .flatMap(({path, line, text}) =>
      BANNED.flatMap(({pattern, say}) =>
        [...text.matchAll(pattern)].map(({0: word, index}) => ({
          path,
          line: line + text.slice(0, index).split('\n').length - 1,
          word: word.replaceAll(/\s+/g, ' ').toLowerCase(),
          say,
        })),
      ),
    )
    .filter(({path, word}) => !exceptions.some(each => each.path === path && each.word === word));

/** Empty when there are none; else how many there are by folder, and each with the word to say instead. */
export function report(found: readonly Offence[]): string {
  if (found.length === 0) return '';
  const folders = new Map<string, number>();
  for (const {path} of found) folders.set(folderOf(path), (folders.get(folderOf(path)) ?? 0) + 1);
  const counts = [...folders].toSorted(([, one], [, other]) => other - one);
  return [
    `${found.length} banned words:`,
    ...counts.map(([folder, count]) => `${String(count).padStart(5)} ${folder}`),
    ...found.map(({path, line, word, say}) => `${path}:${line}: "${word}": say ${say}`),
  ].join('\n');
}

/** Its first three parts: "src/core/plan". */
const folderOf = (path: string): string => path.split('/').slice(0, -1).slice(0, 3).join('/') || '.';
