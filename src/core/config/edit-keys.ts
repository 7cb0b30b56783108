import {isAlias, isMap, isScalar, type Node} from 'yaml';
import type {Entries, Entry, TextEdit} from './edit-entries.js';
import {isMergeKey, type Mapping} from './yaml-anchors.js';
import {keyText} from './yaml-data.js';

/** The keys of a host that are set: `ssh` has those of its mapping. */
export interface HostKeys {
  readonly name?: string;
  readonly address?: string;
  readonly sshAddress?: string;
  readonly connection?: string;
  readonly ssh?: Readonly<Record<string, string | number>>;
}

type Value = string | number;

/** Edits of the text that set keys of an entry. Undefined if the entry is written in a way that does not allow it. */
export function keyEdits(
  entries: Entries,
  entry: Entry,
  {ssh = {}, ...keys}: HostKeys,
): readonly TextEdit[] | undefined {
  const edits = [
    ...settings(entries, entry.map, Object.entries(keys), (lines, flow) => added(entries, entry, lines, flow)),
    ...sshEdits(entries, entry, Object.entries(ssh)),
  ];
  return edits.every(edit => edit !== undefined) ? merged(edits) : undefined;
}

type Edits = readonly (TextEdit | undefined)[];
type Add = (lines: readonly string[], flow: string) => TextEdit | undefined;

function sshEdits(entries: Entries, entry: Entry, values: readonly (readonly [string, Value])[]): Edits {
  if (values.length === 0) return [];
  const own = ownPair(entry.map, 'ssh');
  if (own === undefined) {
    const flow = `ssh: {${values.map(([key, value]) => `${key}: ${written(value)}`).join(', ')}}`;
    return [added(entries, entry, [flow], flow)];
  }
  if (!isMap(own.value)) return [undefined];
  const map = own.value as Mapping;
  const [first] = map.items;
  const at = first?.key.range?.[0];
  return settings(entries, map, values, (lines, flow) => {
    if (map.flow === true) {
      const start = (map.range?.[0] ?? 0) + 1;
      return {start, end: start, value: map.items.length === 0 ? flow : `${flow}, `};
    }
    if (at === undefined) return undefined;
    const indent = entries.source.slice(entries.source.lastIndexOf('\n', at - 1) + 1, at);
    if (indent.trim() !== '') return undefined;
    return {start: at, end: at, value: lines.map(line => `${line}${entries.newline}${indent}`).join('')};
  });
}

/** A value is replaced where it is; keys that the mapping lacks are added together. */
function settings({source}: Entries, map: Mapping, values: readonly (readonly [string, Value])[], add: Add): Edits {
  const lacking = values.filter(([key]) => ownPair(map, key) === undefined);
  const replaced = values.flatMap(([key, value]) => {
    const pair = ownPair(map, key);
    return pair === undefined ? [] : [replacement(source, pair.value, value)];
  });
  const lines = lacking.map(([key, value]) => `${key}: ${written(value)}`);
  return lines.length === 0 ? replaced : [...replaced, add(lines, lines.join(', '))];
}

const ownPair = (map: Mapping, key: string): Mapping['items'][number] | undefined =>
  map.items.findLast(each => !isMergeKey(each.key) && keyText(each.key) === key);

/** A scalar on one line, or an alias. */
function replacement(source: string, node: Node | null, value: Value): TextEdit | undefined {
  const [start, end] = node?.range ?? [0, 0];
  const text = source.slice(start, end);
  if (end <= start || text.includes('\n') || !(isScalar(node) || isAlias(node))) return undefined;
  const quote = isScalar(node) ? /^["']/.exec(text)?.[0] : undefined;
  return {start, end, value: quote === undefined ? written(value) : `${quote}${value}${quote}`};
}

/** At the end of an entry, with the indentation of its first key. */
function added({source, newline}: Entries, {map, start, end, isFlow}: Entry, lines: readonly string[], flow: string) {
  if (isFlow) {
    const last = map.items.at(-1);
    const at = (last?.value?.range ?? last?.key.range)?.[1];
    return at === undefined ? undefined : {start: at, end: at, value: `, ${flow}`};
  }
  const first = map.items[0]?.key.range?.[0];
  if (first === undefined) return undefined;
  const line = source.lastIndexOf('\n', first - 1) + 1;
  const indent = source.slice(line, first).replace(/[^\t]/g, ' ');
  const isLineEnded = source[end - 1] === '\n' && end > start;
  const text = lines.map(each => `${indent}${each}`).join(newline);
  return {start: end, end, value: isLineEnded ? `${text}${newline}` : `${newline}${text}`};
}

/** Plain where YAML reads it as this text everywhere. */
const written = (value: Value): string =>
  typeof value === 'number' ||
  /^(?!(?:true|false|null)$)[a-z][a-z0-9.-]*$/i.test(value) ||
  /^\d+(\.\d+){3}$/.test(value)
    ? String(value)
    : `"${value}"`;

/** Edits at one place become one, in their order. */
function merged(edits: readonly TextEdit[]): readonly TextEdit[] {
  const byPlace = new Map<number, TextEdit>();
  for (const edit of edits) {
    const other = byPlace.get(edit.start);
    byPlace.set(edit.start, other === undefined ? edit : {...edit, value: `${other.value}${edit.value}`});
  }
  return [...byPlace.values()];
}
