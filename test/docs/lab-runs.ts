import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

/** Calls that run the built command line tool, or are given what to run: the words are an array, or the name of one. */
const RUN = /\b(?:quorate|succeed|refused|killedUntilDone|cutBefore)\(\s*(?:\/[^/\n]*\/,\s*)?(\[[^\]]*\]|\w+)/g;
const NAMED = /\bconst (\w+) = (\[[^\]]*\])/g;

/** The words of every command line that the lab's tests run, as far as they are written out; others are "…". */
export function labRuns(root: string): readonly (readonly string[])[] {
  const folder = join(root, 'test', 'e2e');
  return readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .filter(name => name.endsWith('.ts'))
    .flatMap(name => runsIn(readFileSync(join(folder, name), 'utf8')));
}

function runsIn(source: string): readonly (readonly string[])[] {
  const code = source.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '');
  const named = new Map<string, readonly (readonly string[])[]>();
  for (const [, name, array] of code.matchAll(NAMED)) named.set(name!, [...(named.get(name!) ?? []), wordsOf(array!)]);
  const arraysOf = (given: string) => (given.startsWith('[') ? [wordsOf(given)] : (named.get(given) ?? []));
  return [...code.matchAll(RUN)].flatMap(([, given]) => arraysOf(given!).flatMap(words => spread(words, named)));
}

const wordsOf = (array: string): readonly string[] =>
  array
    .slice(1, -1)
    .split(',')
    .map(element => element.trim())
    .filter(element => element !== '')
    .map(element => /^'([^']*)'$/.exec(element)?.[1] ?? (element.startsWith('...') ? element : '…'));

/** Each continuation of an array that starts with another array. */
function spread(
  [first = '', ...rest]: readonly string[],
  named: ReadonlyMap<string, readonly (readonly string[])[]>,
): readonly (readonly string[])[] {
  if (!first.startsWith('...')) return [[first, ...rest]];
  return (named.get(first.slice(3)) ?? []).map(begin => [...begin, ...rest]);
}
