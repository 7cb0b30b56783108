import type {Action, ActionOf} from '../actions/action.js';
import {isPut} from '../actions/files.js';
import {sourceDigest} from '../actions/secrets.js';
import {factsOf, type Snapshot} from '../actions/snapshot.js';
import type {HostName} from '../model/names.js';
import {sharedFiles} from '../pki/shared-secrets.js';

/** By host, the paths whose contents the due actions will change. */
export function touchedPaths(
  actions: readonly Action[],
  snapshot: Snapshot,
): ReadonlyMap<HostName, ReadonlySet<string>> {
  const touched = new Map<HostName, Set<string>>();
  const touch = (host: HostName, path: string) => touched.set(host, (touched.get(host) ?? new Set()).add(path));
  for (const action of actions) {
    if ('path' in action) touch(action.host, action.path);
    if (action.kind === 'secret/put') for (const path of changedBy(action, snapshot)) touch(action.host, path);
  }
  return touched;
}

/** Where only the key of a CA is missing, what reads its certificate is not restarted. */
function changedBy({host, name}: ActionOf<'secret/put'>, snapshot: Snapshot): readonly string[] {
  const facts = factsOf(host, snapshot);
  const isThere = (path: string) => {
    const digest = sourceDigest(name, path, snapshot);
    return facts !== undefined && digest !== undefined && isPut(facts, {path, digest});
  };
  return sharedFiles(name).flatMap(({path}) => (isThere(path) ? [] : [path]));
}
