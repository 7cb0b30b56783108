import {type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument} from 'yaml';
import type {Span} from './positions.js';
import type {Path} from './problem.js';

/** The data of a YAML text, with the positions of its parts. */
export interface ConfigDocument {
  readonly data: unknown;
  /** Why the text is not one valid YAML document; its data is not checked then. */
  readonly broken: readonly {readonly span: Span; readonly message: string}[];
  readonly repeatedKeys: readonly {
    readonly span: Span;
    readonly first: Span;
    readonly path: Path;
    readonly key: string;
  }[];
  /** The position of a path: of its key or value, or of the nearest parent that is in the text. */
  span(path: Path, at: 'key' | 'value'): Span;
  has(path: Path): boolean;
  /** The text of a scalar as it is in the file: "1.30" for the number 1.3. */
  written(path: Path): string | undefined;
}

// A file of 300 hosts has about 100 kB; aliases are for a few shared settings.
const MAX_LENGTH = 1024 * 1024;
const MAX_ALIASES = 1000;

export function readDocument(text: string): ConfigDocument {
  if (text.length > MAX_LENGTH) return unreadable(`the file is larger than ${MAX_LENGTH / 1024} KiB`);
  try {
    // Duplicate keys are found below: the parser would compare each key with every other one.
    const document = parseDocument(text, {uniqueKeys: false, prettyErrors: false, schema: 'core'});
    const broken = [...document.errors, ...document.warnings].map(({code, message, pos: [start, end]}) => ({
      span: {offset: start, length: end - start},
      message: WORDS[code] ?? `not valid YAML: ${message}`,
    }));
    return {
      data: broken.length > 0 ? undefined : document.toJS({maxAliasCount: MAX_ALIASES}),
      broken,
      repeatedKeys: repeatedKeys(document.contents, []),
      span: (path, at) => spanOf(find(document, path), at),
      has: path => find(document, path).rest === 0,
      written: path => written(find(document, path)),
    };
  } catch (error) {
    // Too many aliases, and deep nesting, are thrown.
    return unreadable(`not readable as YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const WORDS: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'a second document begins here: the file must have one cluster',
  TAB_AS_INDENT: 'YAML is indented with spaces, this line has a tab',
};

interface Found {
  readonly document: Document;
  readonly key?: Node;
  readonly value: Node | null;
  /** How many steps of the path are not in the text. */
  readonly rest: number;
}

function find(document: Document, path: Path): Found {
  let found: Found = {document, value: document.contents, rest: path.length};
  for (const step of path) {
    const node = isAlias(found.value) ? found.value.resolve(document) : found.value;
    const rest = found.rest - 1;
    if (isMap(node)) {
      const pair = (node.items as Pair<Node, Node | null>[]).findLast(each => keyText(each.key) === String(step));
      if (!pair) return found;
      found = {document, key: pair.key, value: pair.value, rest};
    } else if (isSeq(node) && typeof step === 'number' && step < node.items.length) {
      found = {document, value: node.items[step] as Node | null, rest};
    } else return found;
  }
  return found;
}

function spanOf({key, value, rest, document}: Found, at: 'key' | 'value'): Span {
  const wanted = at === 'value' && rest === 0 && (isScalar(value) || isAlias(value)) ? [value, key] : [key, value];
  for (const node of wanted) {
    const [start, end] = node?.range ?? [0, 0];
    if (end > start) return {offset: start, length: end - start};
  }
  return {offset: document.contents?.range?.[0] ?? 0, length: 1};
}

const written = ({value, rest}: Found): string | undefined =>
  rest === 0 && isScalar(value) ? (value.source ?? String(value.value)) : undefined;

const keyText = (key: Node): string => (isScalar(key) ? String(key.value) : String(key));

type Repeated = ConfigDocument['repeatedKeys'][number];

function repeatedKeys(node: unknown, path: Path): readonly Repeated[] {
  if (isSeq(node)) return node.items.flatMap((item, index) => repeatedKeys(item, [...path, index]));
  if (!isMap(node)) return [];
  const seen = new Map<string, Node>();
  return (node.items as Pair<Node, Node | null>[]).flatMap(({key, value}) => {
    const text = keyText(key);
    const first = seen.get(text);
    if (!first) seen.set(text, key);
    const here = first ? [{span: rangeOf(key), first: rangeOf(first), path: [...path, text], key: text}] : [];
    return [...here, ...repeatedKeys(value, [...path, text])];
  });
}

const rangeOf = ({range}: Node): Span => ({offset: range?.[0] ?? 0, length: (range?.[1] ?? 1) - (range?.[0] ?? 0)});

const unreadable = (message: string): ConfigDocument => ({
  data: undefined,
  broken: [{span: {offset: 0, length: 1}, message}],
  repeatedKeys: [],
  span: () => ({offset: 0, length: 1}),
  has: () => false,
  written: () => undefined,
});
