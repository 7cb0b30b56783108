import {compareVersions, minorOf, minorsBetween, newest} from '../components/version.js';

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
