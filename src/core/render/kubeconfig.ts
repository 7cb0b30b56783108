import {isMap, isScalar, isSeq, parseDocument, type YAMLMap, YAMLSeq} from 'yaml';
import {Failure} from '../failure.js';
import {shareBlock} from '../pki/pem.js';

/**
 * One kubeconfig merged into another: only the entries of its cluster, user and context are changed. The rest stays as it
 * is written, with its comments. A missing current context is set.
 *
 * @param added as personalKubeconfigText makes it.
 * @param replace also entries of these names that belong to another cluster.
 * @throws Failure kubeconfig/unreadable; kubeconfig/other-cluster without `replace`.
 */
export function mergedKubeconfig(
  existing: string | undefined,
  added: string,
  {replace = false}: {readonly replace?: boolean} = {},
): string {
  if (existing === undefined || existing.trim() === '') return added;
  try {
    return merged(existing, added, replace);
  } catch (error) {
    // The parser has limits, such as the depth of its recursion, and does not print an alias of what was replaced.
    throw error instanceof Failure ? error : unreadable('it cannot be changed', error);
  }
}

type Entry = YAMLMap;
interface Lists {
  readonly clusters: YAMLSeq<Entry>;
  readonly contexts: YAMLSeq<Entry>;
  readonly users: YAMLSeq<Entry>;
}

function merged(existing: string, added: string, replace: boolean): string {
  const {document, top} = parsed(existing);
  if (!top.has('clusters')) throw unreadable('it has no clusters');
  const there = listsIn(top);
  const ours = listsIn(parsed(added).top);
  const [cluster, context, user] = [ours.clusters.items[0]!, ours.contexts.items[0]!, ours.users.items[0]!];

  const conflict = replace ? undefined : conflictOf(there, {cluster, context, user});
  if (conflict !== undefined) throw otherCluster(conflict, nameOf(cluster));
  put(there.clusters, cluster);
  put(there.contexts, withSettings(context, there.contexts));
  put(there.users, user);
  if (isEmpty(top.get('current-context'))) top.set('current-context', nameOf(context));
  return document.toString({lineWidth: 0, flowCollectionPadding: false, indentSeq: false});
}

/** What has a name of ours there, and is of another cluster. */
function conflictOf(
  there: Lists,
  {cluster, context, user}: Readonly<Record<'cluster' | 'context' | 'user', Entry>>,
): string | undefined {
  const known = named(there.clusters, nameOf(cluster));
  if (known !== undefined && !sameCa(caDataOf(known), caDataOf(cluster)))
    return `the cluster ${nameOf(cluster)} has another CA there`;
  const others = there.contexts.items.filter(each => field(each, 'context', 'cluster') !== nameOf(cluster));
  const other = others.find(
    each => nameOf(each) === nameOf(context) || field(each, 'context', 'user') === nameOf(user),
  );
  return other === undefined
    ? undefined
    : `the context ${nameOf(context)} or its user belongs to another cluster there`;
}

/** The CA data of a cluster as it is written; undefined without data. */
const caDataOf = (cluster: Entry): string | undefined => field(cluster, 'cluster', 'certificate-authority-data');

/** After the first step of a rotation a kubeconfig has the old CA and the new one. */
const sameCa = (one: string | undefined, other: string | undefined): boolean =>
  one === other || shareBlock(plain(one), plain(other));

const plain = (data: string | undefined): string => Buffer.from(data ?? '', 'base64').toString('latin1');

/** A context with the other settings of the one of the same name and cluster, such as its namespace. */
function withSettings(context: Entry, contexts: YAMLSeq<Entry>): Entry {
  const before = named(contexts, nameOf(context))?.get('context');
  const now = context.get('context') as YAMLMap;
  if (!isMap(before) || before.get('cluster') !== now.get('cluster')) return context;
  for (const pair of before.items) if (!now.has(pair.key)) now.add(pair);
  return context;
}

/** Replaces the entry of this name in its place, or adds it. */
function put(list: YAMLSeq<Entry>, entry: Entry): void {
  const isSame = (each: Entry): boolean => nameOf(each) === nameOf(entry);
  const at = list.items.findIndex(isSame);
  if (at < 0) list.items.push(entry);
  else list.items = list.items.flatMap((each, index) => (index === at ? [entry] : isSame(each) ? [] : [each]));
}

const named = (list: YAMLSeq<Entry>, name: string): Entry | undefined => list.items.find(each => nameOf(each) === name);

const nameOf = (entry: Entry): string => String(entry.get('name'));

function field(entry: Entry, kind: string, name: string): string | undefined {
  const inner = entry.get(kind);
  const value = isMap(inner) ? inner.get(name) : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** Every scalar is a text, which is printed as it was written. */
function parsed(text: string) {
  const document = parseDocument(text, {schema: 'failsafe', prettyErrors: false, logLevel: 'error'});
  if (document.errors.length > 0) throw unreadable('it is not YAML', document.errors[0]);
  if (!isMap(document.contents)) throw unreadable('it has no clusters');
  return {document, top: document.contents as YAMLMap};
}

const listsIn = (top: YAMLMap): Lists => ({
  clusters: listIn(top, 'clusters'),
  contexts: listIn(top, 'contexts'),
  users: listIn(top, 'users'),
});

function listIn(top: YAMLMap, kind: string): YAMLSeq<Entry> {
  const found = top.get(kind);
  if (isSeq(found) && found.items.every(isEntry)) {
    // An empty list is usually written as [].
    if (found.items.length === 0) found.flow = false;
    return found as YAMLSeq<Entry>;
  }
  if (!isEmpty(found)) throw unreadable(`its ${kind} are not a list of named entries`);
  const list = new YAMLSeq<Entry>();
  top.set(kind, list);
  return list;
}

const isEntry = (item: unknown): boolean => isMap(item) && isScalar(item.get('name', true));

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && /^(?:|~|null|Null|NULL)$/.test(value));

const unreadable = (why: string, cause?: unknown): Failure =>
  new Failure('kubeconfig/unreadable', `the existing file is not a kubeconfig: ${why}`, {
    suggestions: ['quorate kubeconfig --out another-file'],
    cause,
  });

const otherCluster = (what: string, name: string): Failure =>
  new Failure('kubeconfig/other-cluster', `the kubeconfig is not merged: ${what}`, {
    suggestions: [
      'to keep both, write it into a file of its own: `quorate kubeconfig --out FILE`',
      `if that cluster is gone, or ${name} was built again: \`quorate kubeconfig --merge --replace\``,
    ],
  });
