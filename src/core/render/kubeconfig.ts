import {parse, stringify} from 'yaml';
import {Failure} from '../failure.js';

interface Named {
  readonly name: string;
}

interface Kubeconfig {
  readonly clusters: readonly (Named & {readonly cluster: Readonly<Record<string, unknown>>})[];
  readonly users: readonly Named[];
  readonly contexts: readonly Named[];
  readonly 'current-context'?: string;
}

/** The same kubeconfig with every cluster's API server at `server`. */
export function withServer(text: string, server: string): string {
  const config = parse(text) as Kubeconfig;
  return stringify({
    ...config,
    clusters: config.clusters.map(entry => ({...entry, cluster: {...entry.cluster, server}})),
  });
}

/**
 * One kubeconfig laid into another: entries of the same name are replaced, every other stays as it is, and so does
 * the current context unless there is none.
 */
export function mergedKubeconfig(existing: string | undefined, added: string): string {
  const base: Kubeconfig = existing === undefined || existing.trim() === '' ? EMPTY : readable(existing);
  const own = parse(added) as Kubeconfig;
  return stringify({
    ...base,
    clusters: laidInto(base.clusters, own.clusters),
    users: laidInto(base.users, own.users),
    contexts: laidInto(base.contexts, own.contexts),
    'current-context': base['current-context'] || own['current-context'],
  });
}

/** The name of the context that a kubeconfig of quorate's brings. */
export const contextOf = (text: string): string => (parse(text) as Kubeconfig)['current-context'] ?? '';

const EMPTY = {apiVersion: 'v1', kind: 'Config', clusters: [], users: [], contexts: []};

function readable(text: string): Kubeconfig {
  const config: unknown = parse(text);
  if (typeof config === 'object' && config !== null && 'clusters' in config) return config as Kubeconfig;
  throw new Failure('kubeconfig/unreadable', 'the existing file is not a kubeconfig: it has no clusters', {
    suggestions: ['quorate kubeconfig > another-file'],
  });
}

const laidInto = <T extends Named>(existing: readonly T[] | null, added: readonly T[]): readonly T[] => [
  ...(existing ?? []).filter(entry => !added.some(each => each.name === entry.name)),
  ...added,
];
