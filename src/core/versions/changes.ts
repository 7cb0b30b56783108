import {listed} from '../format.js';
import type {HostName} from '../model/names.js';
import type {ObservedCluster} from '../model/observed.js';
import type {ComponentName, Release} from './bundle.js';
import {linkedTo} from './install-paths.js';
import {compareVersions} from './version.js';

/** A binary that a link on a host says is the one in use. */
export interface InUse {
  readonly host: HostName;
  readonly component: ComponentName;
  readonly artifact: string;
  readonly version: string;
}

/** Of the hosts that could be read. A link that leads to another link, for people at a shell, says nothing new. */
export const inUse = ({hosts}: ObservedCluster): readonly InUse[] =>
  [...hosts].flatMap(([host, facts]) => {
    const targets = facts.known ? [...facts.value.links.values()] : [];
    return targets.flatMap(target => {
      const binary = linkedTo(target);
      if (binary === undefined) return [];
      const {component, name: artifact, version} = binary;
      return [{host, component, artifact, version}];
    });
  });

/** One binary of one host that is to be used in another version. Versions are without a leading v. */
export interface VersionChange extends Pick<InUse, 'host' | 'component' | 'artifact'> {
  readonly from: string;
  readonly to: string;
}

/** A host that has no link for an artifact is a newcomer there: it moves nowhere. */
export const versionChanges = (observed: ObservedCluster, {artifacts}: Release): readonly VersionChange[] =>
  inUse(observed).flatMap(({version: from, ...what}) => {
    const wanted = artifacts.get(what.artifact);
    if (wanted === undefined || wanted.component !== what.component || wanted.version === from) return [];
    return [{...what, from, to: wanted.version}];
  });

/** "1.36.1 and 1.36.3" */
export const versionsOf = (changes: readonly Pick<VersionChange, 'from'>[]): string =>
  listed([...new Set(changes.map(({from}) => from))].toSorted(compareVersions));

/** Hosts that go the same way with one component. */
export interface VersionChangeRow {
  readonly component: ComponentName;
  readonly from: string;
  readonly to: string;
  readonly hosts: readonly HostName[];
}

/** In the order in which components have their turn; of one component the oldest version first. */
export function versionChangeRows(changes: readonly VersionChange[]): readonly VersionChangeRow[] {
  const rows = new Map<string, VersionChangeRow>();
  for (const {component, from, to, host} of changes) {
    const key = `${component} ${from} ${to}`;
    const hosts = rows.get(key)?.hosts ?? [];
    rows.set(key, {component, from, to, hosts: hosts.includes(host) ? hosts : [...hosts, host]});
  }
  return [...rows.values()].toSorted(
    (one, other) =>
      turn(one) - turn(other) || compareVersions(one.from, other.from) || compareVersions(one.to, other.to),
  );
}

const TURNS: readonly ComponentName[] = ['etcd', 'kubernetes', 'containerd', 'runc', 'cni-plugins', 'flannel'];

const turn = ({component}: VersionChangeRow): number =>
  TURNS.includes(component) ? TURNS.indexOf(component) : TURNS.length;
