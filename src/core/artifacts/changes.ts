import {listed} from '../format.js';
import type {HostName} from '../model/names.js';
import type {ObservedCluster} from '../model/observed.js';
import {compareVersions} from '../versions/version.js';
import {anyArch, type ComponentName, type Release} from './bundle.js';
import {linkedTo} from './install-paths.js';

/** The version of a binary that a host uses, by its link. */
export interface InUse {
  readonly host: HostName;
  readonly component: ComponentName;
  readonly artifact: string;
  readonly version: string;
}

/** The binaries in use on hosts that could be read. Links to other links, for shells, are left out. */
export const inUse = ({hosts}: Pick<ObservedCluster, 'hosts'>): readonly InUse[] =>
  [...hosts].flatMap(([host, facts]) => {
    const targets = facts.known ? [...facts.value.links.values()] : [];
    return targets.flatMap(target => {
      const binary = linkedTo(target);
      if (binary === undefined) return [];
      const {component, name: artifact, version} = binary;
      return [{host, component, artifact, version}];
    });
  });

/** One binary on one host, from one version to another. Versions have no leading v. */
export interface VersionChange extends Pick<InUse, 'host' | 'component' | 'artifact'> {
  readonly from: string;
  readonly to: string;
}

/** A host without a link for an artifact does not have it yet, so its version does not change. */
export const versionChanges = (observed: Pick<ObservedCluster, 'hosts'>, release: Release): readonly VersionChange[] =>
  inUse(observed).flatMap(({version: from, ...what}) => {
    const target = anyArch(release).artifacts.get(what.artifact);
    if (target === undefined || target.component !== what.component || target.version === from) return [];
    return [{...what, from, to: target.version}];
  });

/** "1.36.1 and 1.36.3" */
export const versionsOf = (changes: readonly Pick<VersionChange, 'from'>[]): string =>
  listed([...new Set(changes.map(({from}) => from))].toSorted(compareVersions));

/** Hosts with the same version change of a component. */
export interface VersionChangeRow {
  readonly component: ComponentName;
  readonly from: string;
  readonly to: string;
  readonly hosts: readonly HostName[];
}

/** In the order in which components are upgraded; of one component the oldest version first. */
export function versionChangeRows(changes: readonly VersionChange[]): readonly VersionChangeRow[] {
  const rows = new Map<string, VersionChangeRow>();
  for (const {component, from, to, host} of changes) {
    const key = `${component} ${from} ${to}`;
    const hosts = rows.get(key)?.hosts ?? [];
    rows.set(key, {component, from, to, hosts: hosts.includes(host) ? hosts : [...hosts, host]});
  }
  return [...rows.values()].toSorted(
    (one, other) =>
      position(one) - position(other) || compareVersions(one.from, other.from) || compareVersions(one.to, other.to),
  );
}

const ORDER: readonly ComponentName[] = [
  'etcd',
  'kubernetes',
  'containerd',
  'runc',
  'cni-plugins',
  'flannel',
  'flannel-cni-plugin',
];

const position = ({component}: VersionChangeRow): number =>
  ORDER.includes(component) ? ORDER.indexOf(component) : ORDER.length;
