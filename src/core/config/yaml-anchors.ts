import {type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap} from 'yaml';
import {type BrokenText, spanOfNode} from './broken-text.js';

/** What the aliases of a text mean. */
export interface Anchors {
  /** The node itself, or that of the anchor which an alias names. */
  resolved(node: unknown): unknown;
  readonly broken: readonly BrokenText[];
}

export type Mapping = YAMLMap<Node, Node | null>;

/** An alias means the nearest anchor of its name before it. It must not be inside of that anchor's own value. */
export function anchorsOf(root: unknown): Anchors {
  const targets = new Map<Alias, Node>();
  const broken: BrokenText[] = [];
  const named = new Map<string, Node>();
  const open = new Set<unknown>();
  const visit = (node: unknown): void => {
    if (isAlias(node)) {
      const target = named.get(node.source);
      if (target === undefined || open.has(target)) broken.push(unusable(node, target !== undefined));
      else targets.set(node, target);
      return;
    }
    const {anchor} = (node ?? {}) as {readonly anchor?: string};
    if (anchor !== undefined) named.set(anchor, node as Node);
    open.add(node);
    if (isSeq(node)) node.items.forEach(visit);
    if (isMap(node)) for (const {key, value} of node.items as Pair[]) [key, value].forEach(visit);
    open.delete(node);
  };
  visit(root);
  return {
    broken,
    resolved: node => {
      let found = node;
      while (isAlias(found)) found = targets.get(found);
      return found;
    },
  };
}

const unusable = (alias: Alias, isInside: boolean): BrokenText => ({
  span: spanOfNode(alias),
  message: isInside
    ? `not readable as YAML: *${alias.source} is inside of the value that it repeats`
    : `not readable as YAML: there is no anchor &${alias.source} before *${alias.source}`,
  suggestion: isInside ? 'write the value without the alias' : `write &${alias.source} before the value to repeat`,
});

/** The key `<<`: the keys of its mappings count as keys of this mapping, unless it has them itself. */
export const isMergeKey = (key: unknown): boolean => isScalar(key) && key.value === '<<' && key.type === 'PLAIN';

/** What `<<: *a` or `<<: [*a, *b]` names, the most important first. */
export function mergedInto(map: Mapping, {resolved}: Anchors): readonly unknown[] {
  return map.items
    .filter(({key}) => isMergeKey(key))
    .flatMap(({value}) => {
      const named = resolved(value);
      return isSeq(named) ? named.items.map(resolved) : [named];
    });
}

/** Merge keys with something else than mappings. */
export function brokenMerges(root: unknown, anchors: Anchors): readonly BrokenText[] {
  if (isSeq(root)) return root.items.flatMap(item => brokenMerges(item, anchors));
  if (!isMap(root)) return [];
  const map = root as Mapping;
  const here = mergedInto(map, anchors).every(isMap)
    ? []
    : map.items.filter(({key}) => isMergeKey(key)).map(({key}) => notMergeable(key));
  return [...here, ...map.items.flatMap(({value}) => brokenMerges(value, anchors))];
}

const notMergeable = (key: Node): BrokenText => ({
  span: spanOfNode(key),
  message: '<< takes a mapping, or a list of mappings',
  suggestion: 'write <<: *NAME for the mapping with the anchor &NAME, or <<: [*NAME, *OTHER]',
});
