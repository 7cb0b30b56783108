import type {Loss} from '../diagnosis.js';
import {lose, type QuorumStatus, without} from './lose.js';
import type {LossModel} from './model.js';

/** All subsets of this size, in the order of the elements. */
export function combinations<T>(of: readonly T[], size: number): readonly (readonly T[])[] {
  if (size === 0) return [[]];
  return of.flatMap((first, index) => combinations(of.slice(index + 1), size - 1).map(rest => [first, ...rest]));
}

/** The smallest sets of hosts, and of zones, whose loss stops something, up to this size. */
export function worst(model: LossModel, size: number): readonly Loss[] {
  const hosts = [...smallestSets(model, size), ...workloadSets(model, size)];
  const distinct = [...new Map(hosts.map(set => [set.join('\n'), set])).values()].toSorted(bySize);
  return [...distinct.map(set => lose(model, set)), ...worstZones(model, size)];
}

/** How many hosts must be lost before writes stop or no API server serves; undefined: not by losing up to `atMost`. */
export function tolerated(model: LossModel, atMost: number): number {
  const first = smallestFor(model, atMost, ({writes, api}) => !writes || !api)[0];
  return first === undefined ? atMost : first.length - 1;
}

const smallestSets = (model: LossModel, size: number): readonly (readonly string[])[] =>
  (['writes', 'api', 'endpoint'] as const).flatMap(what => smallestFor(model, size, standing => !standing[what]));

/**
 * Hosts that play the same part are alike: how many of each part are lost decides, so one set of each kind is tried
 * and only those that do harm are spelled out. Hosts without a part do not come in at all.
 */
function smallestFor(
  model: LossModel,
  size: number,
  harmed: (standing: QuorumStatus) => boolean,
): readonly (readonly string[])[] {
  if (harmed(without(model, new Set()))) return [];
  const parts = partsOf(model);
  for (let count = 1; count <= size; count++) {
    const kinds = splits(
      parts.map(({length}) => length),
      count,
    );
    const harmful = kinds.filter(kind =>
      harmed(without(model, new Set(parts.flatMap((part, index) => part.slice(0, kind[index]))))),
    );
    if (harmful.length > 0) return harmful.flatMap(kind => spelledOut(parts, kind)).toSorted(bySize);
  }
  return [];
}

/** Hosts by what they are to etcd, the API and the entrance; those without any part are left out. */
function partsOf({hosts, voters, controlPlanes, entrance}: LossModel): readonly (readonly string[])[] {
  const parts = new Map<string, string[]>();
  const names = new Set([...hosts.map(({name}) => name), ...voters.map(({host}) => host)]);
  for (const name of [...names].toSorted()) {
    const voter = voters.find(({host, up}) => up && host === name) !== undefined;
    const controlPlane = controlPlanes.find(({host, up}) => up && host === name);
    const others = controlPlane?.members
      .filter(host => host !== name)
      .toSorted()
      .join(' ');
    const used = controlPlanes.filter(({host, up, members}) => up && host !== name && members.includes(name)).length;
    const balancing = entrance.by === 'balancers' && entrance.hosts.some(({host, up}) => up && host === name);
    const direct = entrance.by === 'control plane' && entrance.host === name;
    if (!voter && controlPlane === undefined && !balancing && !direct) continue;
    const own = controlPlane?.members.includes(name);
    const key = JSON.stringify([voter, controlPlane !== undefined, own, others, used, balancing, direct]);
    parts.set(key, [...(parts.get(key) ?? []), name]);
  }
  return [...parts.values()];
}

/** Every way to take `count` from piles of these heights. */
function splits(heights: readonly number[], count: number): readonly (readonly number[])[] {
  const [height, ...rest] = heights;
  if (height === undefined) return count === 0 ? [[]] : [];
  return Array.from({length: Math.min(height, count) + 1}, (_, taken) => taken).flatMap(taken =>
    splits(rest, count - taken).map(further => [taken, ...further]),
  );
}

const spelledOut = (parts: readonly (readonly string[])[], kind: readonly number[]): readonly (readonly string[])[] =>
  parts.reduce<readonly (readonly string[])[]>(
    (sets, part, index) =>
      sets.flatMap(set => combinations(part, kind[index] ?? 0).map(more => [...set, ...more].toSorted())),
    [[]],
  );

const workloadSets = ({workloads}: LossModel, size: number): readonly (readonly string[])[] =>
  workloads.map(({hosts}) => [...new Set(hosts)].toSorted()).filter(({length}) => length > 0 && length <= size);

/** Zones are few: every set of them is tried, and of those that do harm the smallest are kept. */
function worstZones(model: LossModel, size: number): readonly Loss[] {
  const zones = [...new Set(model.hosts.flatMap(({zone}) => zone ?? []))].toSorted();
  const whole = lose(model, []);
  const harmful: string[][] = [];
  for (let count = 1; count <= Math.min(size, zones.length); count++)
    for (const set of combinations(zones, count)) {
      const {writes, api, endpoint, workloads} = lose(model, hostsIn(model, set));
      const harm =
        (whole.writes && !writes) || (whole.api && !api) || (whole.endpoint && !endpoint) || workloads.length > 0;
      if (harm && !harmful.some(smaller => smaller.every(zone => set.includes(zone)))) harmful.push([...set]);
    }
  return harmful.map(set => lose(model, hostsIn(model, set), set.join(', ')));
}

export const hostsIn = ({hosts}: LossModel, zones: readonly string[]): readonly string[] =>
  hosts.flatMap(({name, zone}) => (zone !== undefined && zones.includes(zone) ? name : []));

const bySize = (one: readonly string[], other: readonly string[]): number =>
  one.length - other.length || (one.join('\n') < other.join('\n') ? -1 : 1);
