import type {VersionChange} from './changes.js';
import {compareVersions, minorOf, minorsBetween, newest} from './version.js';

/** The way from one version to another, a minor at a time. */
export interface UpgradePath {
  /** The versions to go to one after another; the last is where the way ends, or as far as it is known. */
  readonly hops: readonly string[];
  /** The first minor on the way of which there is no version: "1.36". */
  readonly missing?: string;
}

/** By the newest version of each minor between; going back is one hop. */
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

/** What answers or writes for the whole cluster. Kubelets may be further behind, and may catch up at once. */
const CONTROL_PLANE = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

export const ofControlPlanes = (changes: readonly VersionChange[]): readonly VersionChange[] =>
  changes.filter(({artifact}) => CONTROL_PLANE.includes(artifact));

/**
 * The versions of Kubernetes to go to one after another, the last is `to`: from the oldest that a control plane runs, for
 * a way that was begun goes on where it stopped. Only `to` where a minor between is not available: the rules say so.
 */
export function wayOf(changes: readonly VersionChange[], to: string, available: readonly string[]): readonly string[] {
  const [oldest] = ofControlPlanes(changes)
    .map(({from}) => from)
    .toSorted(compareVersions);
  if (oldest === undefined || compareVersions(oldest, to) >= 0) return [to];
  const {hops, missing} = pathTo(oldest, to, available);
  return missing === undefined ? hops : [to];
}
