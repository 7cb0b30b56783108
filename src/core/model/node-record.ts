import type {Taint} from './config.js';

/** The annotation of a Node with the labels and taints that quorate set there. */
export const APPLIED = 'quorate.dev/applied';

/** Labels and taints that quorate sets on a Node. */
export interface LabelsAndTaints {
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
}

/** What the annotation says: label → value, and taints as kubectl writes them. */
export interface NodeRecord {
  readonly labels: ReadonlyMap<string, string>;
  readonly taints: ReadonlySet<string>;
}

/** As kubectl writes it: "key=value:effect", or "key:effect". */
export const taintText = ({key, value, effect}: Omit<Taint, 'effect'> & {readonly effect: string}): string =>
  `${key}${value ? `=${value}` : ''}:${effect}`;

/** The text of the annotation: the same for the same labels and taints in any order. */
export const recordText = ({labels, taints}: LabelsAndTaints): string =>
  JSON.stringify({
    labels: Object.fromEntries(Object.entries(labels).toSorted(byKey)),
    taints: taints.map(taintText).toSorted(),
  });

const byKey = ([one]: readonly [string, string], [other]: readonly [string, string]): number => (one < other ? -1 : 1);

/**
 * Anyone who may change the Node may change its annotation: it decides about nothing but what may be removed again. Text
 * that is too long or that cannot be read records nothing.
 */
export function readRecord(text: string | undefined): NodeRecord {
  const parsed = text === undefined || text.length > MAX_LENGTH ? undefined : parse(text);
  const {labels, taints} = isRecord(parsed) ? parsed : {};
  if (!isRecord(labels) || !Array.isArray(taints)) return NOTHING;
  const entries = Object.entries(labels);
  if (!entries.every(isText) || !taints.every(taint => typeof taint === 'string')) return NOTHING;
  return {labels: new Map(entries), taints: new Set<string>(taints)};
}

const NOTHING: NodeRecord = {labels: new Map(), taints: new Set()};
const MAX_LENGTH = 64 * 1024;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (entry: readonly [string, unknown]): entry is [string, string] => typeof entry[1] === 'string';
