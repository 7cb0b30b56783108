import type {Role} from '../../model/config.js';
import type {ConfigIssue, Path} from '../problem.js';
import type {ClusterFile} from '../schema/cluster.js';
import type {DeepPartial} from '../valid-parts.js';

export type Draft = DeepPartial<ClusterFile>;

/** A rule about the valid parts of a file. `where` gives " (line 12)", or " (the default)" for an absent key. */
export type Check = (draft: Draft, where: (path: Path) => string) => Iterable<ConfigIssue>;

export interface DraftHost {
  readonly host: DeepPartial<ClusterFile['spec']['hosts'][number]>;
  readonly path: Path;
  /** "cp1", or "host 3" if the name is invalid. */
  readonly title: string;
}

export const HOSTS: Path = ['spec', 'hosts'];

export const hostsOf = (draft: Draft): readonly DraftHost[] =>
  (draft.spec?.hosts ?? []).flatMap((host, index) =>
    host ? [{host, path: [...HOSTS, index], title: host.name ?? `host ${index + 1}`}] : [],
  );

/** The hosts with a role; undefined if the roles of some host are invalid, so that hosts cannot be counted. */
export function having(draft: Draft, role: Role): readonly DraftHost[] | undefined {
  const hosts = hostsOf(draft);
  const complete = draft.spec?.hosts?.length === hosts.length && hosts.every(({host}) => host.roles?.every(Boolean));
  return complete ? hosts.filter(({host}) => host.roles?.includes(role)) : undefined;
}
