import {compareVersions, minorOf, minorsBetween, newest} from '../versions/version.js';
import type {VersionChange} from './changes.js';

/** The path from one version to another, one minor at a time. */
export interface UpgradePath {
  /** The versions to upgrade to, in order; the last one is the target, or the last one that is available. */
  readonly hops: readonly string[];
  /** The first minor on the path of which no version is available: "1.36". */
  readonly missing?: string;
}

/** Through the newest version of each minor in between; a rollback is one hop. */
export function pathTo(from: string, to: string, available: readonly string[]): UpgradePath {
  const hops: string[] = [];
  for (let step = 1; step < minorsBetween(from, to); step += 1) {
    const minor = minorAfter(from, step);
    const hop = newest(available.filter(version => minorOf(version) === minor));
    if (hop === undefined) return {hops, missing: minor};
    hops.push(hop);
  }
  return {hops: compareVersions(from, to) === 0 ? [] : [...hops, to]};
}

const minorAfter = (version: string, steps: number): string => {
  const [major, minor] = minorOf(version).split('.');
  return `${major}.${Number(minor) + steps}`;
};

/** Components of which all replicas must be within one minor. Kubelets may be further behind, and skip minors. */
const CONTROL_PLANE = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

export const ofControlPlanes = (changes: readonly VersionChange[]): readonly VersionChange[] =>
  changes.filter(({artifact}) => CONTROL_PLANE.includes(artifact));

/**
 * The versions of Kubernetes to upgrade to, in order; the last is `to`. The path starts at the oldest version of a
 * control plane, so that an unfinished upgrade continues where it stopped. Only `to` if a minor in between is not
 * available: the checks refuse that.
 */
export function kubernetesHops(
  changes: readonly VersionChange[],
  to: string,
  available: readonly string[],
): readonly string[] {
  const [oldest] = ofControlPlanes(changes)
    .map(({from}) => from)
    .toSorted(compareVersions);
  if (oldest === undefined || compareVersions(oldest, to) >= 0) return [to];
  const {hops, missing} = pathTo(oldest, to, available);
  return missing === undefined ? hops : [to];
}
