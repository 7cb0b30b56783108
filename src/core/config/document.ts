import {isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument} from 'yaml';
import {type BrokenText, spanOfNode} from './broken-text.js';
import {strayCharacters} from './characters.js';
import type {Span} from './positions.js';
import type {Path} from './problem.js';
import {syntaxProblems, withoutLastMarker} from './syntax.js';
import {brokenKeys} from './templates.js';
import {type Anchors, anchorsOf, brokenMerges, type Mapping} from './yaml-anchors.js';
import {dataOf, keyText, pairOf, TooManyRepeated} from './yaml-data.js';

/** The data of a YAML text, with the positions of its parts. Aliases and merge keys (`<<`) are followed. */
export interface ConfigDocument {
  readonly data: unknown;
  /** Why the text is not one valid YAML document; its data is not checked then. */
  readonly broken: readonly BrokenText[];
  readonly repeatedKeys: readonly {
    readonly span: Span;
    readonly first: Span;
    readonly path: Path;
    readonly key: string;
  }[];
  /**
   * The position of a path: of its key or value, or of the nearest parent that is in the text. A value behind an alias
   * is at its anchor; 'alias' is the alias itself.
   */
  span(path: Path, at: 'key' | 'value' | 'alias'): Span;
  has(path: Path): boolean;
  /** The text of a scalar as it is in the file: "1.30" for the number 1.3. */
  written(path: Path): string | undefined;
}

// A file of 300 hosts has about 100 kB.
const MAX_LENGTH = 1024 * 1024;

export function readDocument(text: string): ConfigDocument {
  if (text.length > MAX_LENGTH) return unreadable(`the file is larger than ${MAX_LENGTH / 1024} KiB`);
  try {
    const stray = strayCharacters(text);
    return stray.length > 0 ? broken(stray) : readYaml(withoutLastMarker(text));
  } catch (error) {
    if (error instanceof TooManyRepeated)
      return broken([{span: error.span, message: `not readable as YAML: ${error.message}`}]);
    if (error instanceof RangeError) return unreadable('not readable as YAML: it is nested too deeply');
    return unreadable(`not readable as YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readYaml(text: string): ConfigDocument {
  // Duplicate keys are found below: the parser would compare each key with every other one.
  const {errors, warnings, contents} = parseDocument(text, {uniqueKeys: false, prettyErrors: false, schema: 'core'});
  const syntax = syntaxProblems(errors, warnings, text);
  if (syntax.length > 0) return broken(syntax);
  const anchors = anchorsOf(contents);
  const unusable = [...anchors.broken, ...brokenKeys(contents, text)];
  if (unusable.length > 0) return broken(unusable);
  const merges = brokenMerges(contents, anchors);
  if (merges.length > 0) return broken(merges);
  const source = {contents, anchors};
  return {
    data: dataOf(contents, anchors),
    broken: [],
    repeatedKeys: repeatedKeys(contents, []),
    span: (path, at) => spanOf(find(source, path), at, source),
    has: path => find(source, path).rest === 0,
    written: path => written(find(source, path), anchors),
  };
}

interface Source {
  readonly contents: Node | null;
  readonly anchors: Anchors;
}

interface Found {
  readonly key?: Node;
  readonly value: Node | null;
  /** How many steps of the path are not in the text. */
  readonly rest: number;
}

function find({contents, anchors}: Source, path: Path): Found {
  let found: Found = {value: contents, rest: path.length};
  for (const step of path) {
    const node = anchors.resolved(found.value);
    const rest = found.rest - 1;
    if (isMap(node)) {
      const pair = pairOf(node as Mapping, String(step), anchors);
      if (!pair) return found;
      found = {key: pair.key, value: pair.value, rest};
    } else if (isSeq(node) && typeof step === 'number' && step < node.items.length) {
      found = {value: node.items[step] as Node | null, rest};
    } else return found;
  }
  return found;
}

function spanOf({key, value, rest}: Found, at: 'key' | 'value' | 'alias', {contents, anchors}: Source): Span {
  const meant = at === 'alias' ? value : (anchors.resolved(value) as Node | null);
  const isWanted = at !== 'key' && rest === 0 && (isScalar(meant) || isAlias(meant));
  for (const node of isWanted ? [meant, key] : [key, value]) {
    const [start, end] = node?.range ?? [0, 0];
    if (end > start) return {offset: start, length: end - start};
  }
  return {offset: contents?.range?.[0] ?? 0, length: 1};
}

function written({value, rest}: Found, anchors: Anchors): string | undefined {
  const node = anchors.resolved(value);
  return rest === 0 && isScalar(node) ? (node.source ?? String(node.value)) : undefined;
}

type Repeated = ConfigDocument['repeatedKeys'][number];

function repeatedKeys(node: unknown, path: Path): readonly Repeated[] {
  if (isSeq(node)) return node.items.flatMap((item, index) => repeatedKeys(item, [...path, index]));
  if (!isMap(node)) return [];
  const seen = new Map<string, Node>();
  return (node.items as Pair<Node, Node | null>[]).flatMap(({key, value}) => {
    const text = keyText(key);
    const first = seen.get(text);
    if (!first) seen.set(text, key);
    const here = first ? [{span: spanOfNode(key), first: spanOfNode(first), path: [...path, text], key: text}] : [];
    return [...here, ...repeatedKeys(value, [...path, text])];
  });
}

const unreadable = (message: string): ConfigDocument => broken([{span: {offset: 0, length: 1}, message}]);

const broken = (problems: readonly BrokenText[]): ConfigDocument => ({
  data: undefined,
  broken: problems,
  repeatedKeys: [],
  span: () => ({offset: 0, length: 1}),
  has: () => false,
  written: () => undefined,
});
