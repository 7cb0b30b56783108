import {type LabelsAndTaints, readRecord, recordText, taintText} from './node-record.js';
import type {LiveTaint, NodeFact} from './observed.js';

/** What is to be changed on a Node, all in one request. */
export interface NodeChange {
  /** Labels that are missing or have another value. */
  readonly set: Readonly<Record<string, string>>;
  /** Labels that are removed, and the values that they have. */
  readonly removed: Readonly<Record<string, string>>;
  /** All taints, if they change: those of users are among them. */
  readonly taints?: {readonly before: readonly LiveTaint[]; readonly after: readonly LiveTaint[]};
  /** The new text of the annotation; undefined: it is unchanged. */
  readonly record?: string;
  /** The Node has no annotations. */
  readonly unannotated?: true;
}

type Live = Pick<NodeFact, 'labels' | 'taints' | 'applied' | 'unannotated'>;

/**
 * What makes the labels and taints of a Node the desired ones; undefined if they are. What quorate set and does not
 * desire any more is removed, unless its value was changed since. All others are kept.
 */
export function nodeChange(live: Live, desired: LabelsAndTaints): NodeChange | undefined {
  const record = readRecord(live.applied);
  const set = Object.entries(desired.labels).filter(([key, value]) => own(live.labels, key) !== value);
  const removed = Object.entries(live.labels).filter(
    ([key, value]) => !Object.hasOwn(desired.labels, key) && !isOfKubernetes(key) && record.labels.get(key) === value,
  );
  const before = live.taints ?? [];
  const after = taintsAfter(before, desired.taints, record.taints);
  const changesTaints = after.length !== before.length || after.some((taint, index) => taint !== before[index]);
  const text = recordText(desired);
  if (set.length + removed.length === 0 && !changesTaints && live.applied === text) return undefined;
  return {
    set: Object.fromEntries(set),
    removed: Object.fromEntries(removed),
    ...(changesTaints ? {taints: {before, after}} : {}),
    ...(live.applied === text ? {} : {record: text}),
    ...(live.unannotated ? {unannotated: true} : {}),
  };
}

/** In their order, and as they are when they are desired: the API notes in NoExecute taints when they were added. */
function taintsAfter(
  before: readonly LiveTaint[],
  desired: LabelsAndTaints['taints'],
  recorded: ReadonlySet<string>,
): readonly LiveTaint[] {
  const kept = before.flatMap(taint => {
    const wanted = desired.find(each => isSame(each, taint));
    if (wanted !== undefined) return [taintText(wanted) === taintText(taint) ? taint : wanted];
    return recorded.has(taintText(taint)) && !taint.key.startsWith('node.kubernetes.io/') ? [] : [taint];
  });
  return [...kept, ...desired.filter(wanted => !before.some(taint => isSame(wanted, taint)))];
}

/** A Node has at most one taint for each key and effect. */
const isSame = (one: LiveTaint, other: LiveTaint): boolean => one.key === other.key && one.effect === other.effect;

/** Host name, architecture and operating system: the kubelet sets them, and a configuration cannot. */
const isOfKubernetes = (key: string): boolean => /^(beta\.)?kubernetes\.io\//.test(key);

const own = (labels: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(labels, key) ? labels[key] : undefined;
