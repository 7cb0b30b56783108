import {type CST, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq} from 'yaml';
import {type Anchors, anchorsOf, type Mapping} from './yaml-anchors.js';
import {pairOf} from './yaml-data.js';

/** A replacement of a part of a text. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** The text of one host in spec.hosts. */
export interface Entry {
  readonly map: Mapping;
  /** From the first character of the entry: the indentation of its dash, or the brace of a flow mapping. */
  readonly start: number;
  /** After its last line with content and the end of that line, or after the brace. */
  readonly end: number;
  readonly isFlow: boolean;
}

/** The entries of spec.hosts in a text. */
export interface Entries {
  readonly source: string;
  readonly anchors: Anchors;
  readonly newline: '\n' | '\r\n';
  /** The entry with this name; undefined also if it is an alias. */
  find(name: string): Entry | undefined;
  /** What removes the entry from the list. */
  removal(entry: Entry): TextEdit;
  /** What adds a text behind an entry, as an entry of its own. */
  insertion(entry: Entry, text: string): TextEdit;
}

/** Undefined if the text has no list of its own below spec.hosts. */
export function entriesOf(source: string): Entries | undefined {
  const {contents, errors} = parseDocument(source, {keepSourceTokens: true, uniqueKeys: false, schema: 'core'});
  if (errors.length > 0 || !isMap(contents)) return undefined;
  const anchors = anchorsOf(contents);
  const spec = pairOf(contents as Mapping, 'spec', anchors)?.value;
  const hosts = isMap(spec) ? pairOf(spec as Mapping, 'hosts', anchors)?.value : undefined;
  if (!isSeq(hosts)) return undefined;
  const list = hosts.flow === true ? inFlow(source, hosts) : inBlock(source, hosts);
  const newline = source.includes('\r\n') ? '\r\n' : '\n';
  return {
    source,
    anchors,
    newline,
    find: name => list.entries.find(({map}) => nameOf(map, anchors) === name),
    removal: list.removal,
    insertion: (entry, text) => list.insertion(entry, text, newline),
  };
}

const nameOf = (map: Mapping, anchors: Anchors): unknown => {
  const value = anchors.resolved(pairOf(map, 'name', anchors)?.value);
  return (value as {readonly value?: unknown} | null)?.value;
};

interface List {
  readonly entries: readonly Entry[];
  readonly removal: (entry: Entry) => TextEdit;
  readonly insertion: (entry: Entry, text: string, newline: string) => TextEdit;
}

type Item = CST.CollectionItem;

const itemsOf = ({srcToken}: YAMLSeq): readonly Item[] =>
  (srcToken as {readonly items?: readonly Item[]} | undefined)?.items ?? [];

/** Lines of comments above an entry and below it stay where they are. */
function inBlock(source: string, hosts: YAMLSeq): List {
  // A comment below the last entry is an item without a dash.
  const dashes = itemsOf(hosts).flatMap(({start}) => start.find(({type}) => type === 'seq-item-ind')?.offset ?? []);
  const lineStarts = dashes.map(dash => source.lastIndexOf('\n', dash - 1) + 1);
  const last = hosts.range?.[2] ?? source.length;
  const entries = hosts.items.flatMap((node, index): readonly Entry[] => {
    const start = lineStarts[index]!;
    if (!isMap(node) || source.slice(start, dashes[index]).trim() !== '') return [];
    const end = endOfContent(source, start, lineStarts[index + 1] ?? last);
    return [{map: node as Mapping, start, end, isFlow: (node as YAMLMap).flow === true}];
  });
  return {
    entries,
    removal: ({start, end}) => ({start, end, value: ''}),
    insertion: ({end}, text, newline) => {
      const isLineEnded = source[end - 1] === '\n';
      return {start: end, end, value: isLineEnded ? text : `${newline}${text}`};
    },
  };
}

/** Without the lines at the end of a range that are empty or comments. */
function endOfContent(source: string, from: number, to: number): number {
  let end = from;
  for (let at = from; at < to; ) {
    const next = source.indexOf('\n', at) + 1 || source.length;
    const line = source.slice(at, next).trim();
    if (line !== '' && !line.startsWith('#')) end = next;
    at = next;
  }
  return end;
}

function inFlow(source: string, hosts: YAMLSeq): List {
  const items = itemsOf(hosts);
  const entries = hosts.items.flatMap((node, index): readonly Entry[] => {
    if (!isMap(node) || node.range == null) return [];
    const before = items[index]?.start.find(({type}) => type === 'anchor' || type === 'tag');
    return [{map: node as Mapping, start: before?.offset ?? node.range[0], end: node.range[1], isFlow: true}];
  });
  const commaAt = (index: number) => items[index]?.start.find(({type}) => type === 'comma')?.offset;
  return {
    entries,
    removal: entry => {
      const index = hosts.items.indexOf(entry.map as never);
      const after = commaAt(index + 1);
      if (after !== undefined) return wholeLines(source, {start: entry.start, end: pastSpaces(source, after + 1)});
      return {start: commaAt(index) ?? entry.start, end: entry.end, value: ''};
    },
    insertion: ({start, end}, text, newline) => {
      const indent = source.slice(source.lastIndexOf('\n', start - 1) + 1, start);
      return {start: end, end, value: indent.trim() === '' ? `,${newline}${indent}${text}` : `, ${text}`};
    },
  };
}

const pastSpaces = (source: string, at: number): number => at + /^[ \t]*/.exec(source.slice(at))![0].length;

/** A line that would be empty goes with what was on it. */
function wholeLines(source: string, {start, end}: Pick<TextEdit, 'start' | 'end'>): TextEdit {
  const line = source.lastIndexOf('\n', start - 1) + 1;
  const ended = /^\r?\n/.exec(source.slice(end));
  return ended !== null && source.slice(line, start).trim() === ''
    ? {start: line, end: end + ended[0].length, value: ''}
    : {start, end, value: ''};
}

/** The text with all edits, which do not overlap. */
export const edited = (text: string, edits: readonly TextEdit[]): string =>
  edits
    .toSorted((one, other) => other.start - one.start)
    .reduce((all, {start, end, value}) => `${all.slice(0, start)}${value}${all.slice(end)}`, text);
