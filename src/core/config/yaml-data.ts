import {isMap, isScalar, isSeq, type Node} from 'yaml';
import {spanOfNode} from './broken-text.js';
import type {Span} from './positions.js';
import {type Anchors, isMergeKey, type Mapping, mergedInto} from './yaml-anchors.js';

/** Values that aliases and merge keys may add: 300 hosts with shared settings add about 10 000. */
const MOST_REPEATED = 100_000;

export class TooManyRepeated extends Error {
  /** @param span the value that is one too many */
  constructor(readonly span: Span) {
    super(`aliases repeat more than ${MOST_REPEATED} values`);
  }
}

/**
 * The data of a document, with aliases and merge keys followed.
 * @throws TooManyRepeated for aliases of aliases that would fill the memory.
 */
export function dataOf(root: unknown, anchors: Anchors): unknown {
  let room = MOST_REPEATED;
  const count = (isRepeated: boolean, at: unknown): void => {
    if (isRepeated && --room < 0) throw new TooManyRepeated(spanOfNode(at as Node | null));
  };
  const read = (written: unknown, inRepeated: boolean): unknown => {
    const node = anchors.resolved(written);
    const isRepeated = inRepeated || node !== written;
    count(isRepeated, written);
    if (isSeq(node)) return node.items.map(item => read(item, isRepeated));
    if (isMap(node)) {
      const fields = new Map<string, readonly [unknown, boolean]>();
      collect(node as Mapping, isRepeated, fields);
      return objectOf([...fields].map(([key, [value, repeated]]) => [key, read(value, repeated)]));
    }
    return isScalar(node) ? node.value : null;
  };
  /** Of several equal keys the last counts; keys of the mapping itself come before merged ones. */
  const collect = (map: Mapping, isRepeated: boolean, fields: Map<string, readonly [unknown, boolean]>): void => {
    const own = new Map(map.items.filter(({key}) => !isMergeKey(key)).map(({key, value}) => [keyText(key), value]));
    for (const [key, value] of own) {
      count(isRepeated, value);
      if (!fields.has(key)) fields.set(key, [value, isRepeated]);
    }
    for (const merged of mergedInto(map, anchors)) {
      // Also one without keys: merging the same twice, level by level, doubles the work.
      count(true, merged);
      if (isMap(merged)) collect(merged as Mapping, true, fields);
    }
  };
  return read(root, false);
}

/** A key like `__proto__` is one like any other. */
function objectOf(fields: readonly (readonly [string, unknown])[]): object {
  const data = {};
  for (const [key, value] of fields)
    Object.defineProperty(data, key, {value, writable: true, enumerable: true, configurable: true});
  return data;
}

export const keyText = (key: Node | null): string => (isScalar(key) ? String(key.value) : String(key));

/** The pair of a mapping that counts for this key. */
export function pairOf(map: Mapping, key: string, anchors: Anchors): Mapping['items'][number] | undefined {
  const own = map.items.findLast(each => !isMergeKey(each.key) && keyText(each.key) === key);
  if (own !== undefined) return own;
  for (const merged of mergedInto(map, anchors)) {
    const found = isMap(merged) ? pairOf(merged as Mapping, key, anchors) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
