import {parse} from 'yaml';
import {Failure} from '../failure.js';
import {yamlText} from './yaml.js';

interface Named {
  readonly name: string;
}

interface Kubeconfig {
  readonly clusters: readonly (Named & {readonly cluster: Readonly<Record<string, unknown>>})[];
  readonly users?: readonly Named[] | null;
  readonly contexts?: readonly Named[] | null;
  readonly 'current-context'?: string;
}

/** The same kubeconfig with every cluster's API server at `server`. */
export function withServer(text: string, server: string): string {
  const config = read(text) as Kubeconfig;
  return yamlText({
    ...config,
    clusters: config.clusters.map(entry => ({...entry, cluster: {...entry.cluster, server}})),
  });
}

/**
 * One kubeconfig merged into another: entries of the same name are replaced, others and the current context stay. A
 * missing current context is set.
 */
export function mergedKubeconfig(existing: string | undefined, added: string): string {
  const base: Kubeconfig = existing === undefined || existing.trim() === '' ? EMPTY : readable(existing);
  const own = read(added) as Kubeconfig;
  return yamlText({
    ...base,
    clusters: laidInto(base.clusters, own.clusters),
    users: laidInto(base.users, own.users),
    contexts: laidInto(base.contexts, own.contexts),
    'current-context': base['current-context'] || own['current-context'],
  });
}

/** The name of the context in a kubeconfig of quorate. */
export const contextOf = (text: string): string => (read(text) as Kubeconfig)['current-context'] ?? '';

const EMPTY = {apiVersion: 'v1', kind: 'Config', clusters: [], users: [], contexts: []};

/** As kubectl reads it: YAML 1.1, where `yes` is true and such names are quoted. */
const read = (text: string): unknown => parse(text, {version: '1.1'});

function readable(text: string): Kubeconfig {
  try {
    const config = read(text);
    if (typeof config === 'object' && config !== null && 'clusters' in config) return config as Kubeconfig;
  } catch (error) {
    throw unreadable('it is not YAML', error);
  }
  throw unreadable('it has no clusters');
}

const unreadable = (why: string, cause?: unknown): Failure =>
  new Failure('kubeconfig/unreadable', `the existing file is not a kubeconfig: ${why}`, {
    suggestions: ['quorate kubeconfig > another-file'],
    cause,
  });

const laidInto = <T extends Named>(
  existing: readonly T[] | null | undefined,
  added: readonly T[] | null | undefined,
): readonly T[] => [
  ...(existing ?? []).filter(entry => !added?.some(each => each.name === entry.name)),
  ...(added ?? []),
];
