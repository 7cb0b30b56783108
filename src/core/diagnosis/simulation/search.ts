import type {Loss} from '../diagnosis.js';
import type {LossQuery} from '../loss-query.js';
import {type Availability, lose, without} from './lose.js';
import type {LossModel} from './model.js';

/** All subsets of this size, in the order of the elements. */
export function combinations<T>(of: readonly T[], size: number): readonly (readonly T[])[] {
  if (size === 0) return [[]];
  return of.flatMap((first, index) => combinations(of.slice(index + 1), size - 1).map(rest => [first, ...rest]));
}

/** The smallest sets of up to this many hosts or zones whose loss makes something unavailable. */
export function worst(model: LossModel, size: number): readonly Loss[] {
  const hosts = [...smallestSets(model, size), ...workloadSets(model, size)];
  const distinct = [...new Map(hosts.map(set => [set.join('\n'), set])).values()].toSorted(bySize);
  return [...distinct.map(set => lose(model, set)), ...worstZones(model, size)];
}

/** How many hosts can be lost, whichever they are, while etcd stays writable and an API server serves: `atMost` or fewer. */
export function tolerated(model: LossModel, atMost: number): number {
  const first = smallestFor(model, atMost, ({writes, api}) => !writes || !api)[0];
  return first === undefined ? atMost : first.length - 1;
}

/** The smallest sets of at most this many hosts without which clients lose the endpoint, while an API server serves. */
export const endpointLosses = (model: LossModel, atMost: number): readonly (readonly string[])[] =>
  smallestFor(model, atMost, ({endpoint}) => !endpoint).filter(set => without(model, new Set(set)).api);

const smallestSets = (model: LossModel, size: number): readonly (readonly string[])[] =>
  (['writes', 'api', 'endpoint'] as const).flatMap(what => smallestFor(model, size, available => !available[what]));

/**
 * Hosts of the same kind are interchangeable: only how many of each kind are lost matters, so one set of each is tried
 * and only harmful ones are expanded. Hosts of no kind are left out.
 */
function smallestFor(
  model: LossModel,
  size: number,
  harmed: (available: Availability) => boolean,
): readonly (readonly string[])[] {
  if (harmed(without(model, new Set()))) return [];
  const parts = hostKinds(model);
  for (let count = 1; count <= size; count++) {
    const kinds = splits(
      parts.map(({length}) => length),
      count,
    );
    const harmful = kinds.filter(kind =>
      harmed(without(model, new Set(parts.flatMap((part, index) => part.slice(0, kind[index]))))),
    );
    if (harmful.length > 0) return harmful.flatMap(kind => expanded(parts, kind)).toSorted(bySize);
  }
  return [];
}

/** Hosts grouped by what they do for etcd, the API and the API endpoint; hosts that do nothing for them are left out. */
function hostKinds({hosts, voters, controlPlanes, apiEndpoint}: LossModel): readonly (readonly string[])[] {
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
    const balancing = 'hosts' in apiEndpoint && apiEndpoint.hosts.some(({host, up}) => up && host === name);
    const direct = 'host' in apiEndpoint && apiEndpoint.host === name;
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

const expanded = (parts: readonly (readonly string[])[], kind: readonly number[]): readonly (readonly string[])[] =>
  parts.reduce<readonly (readonly string[])[]>(
    (sets, part, index) =>
      sets.flatMap(set => combinations(part, kind[index] ?? 0).map(more => [...set, ...more].toSorted())),
    [[]],
  );

const workloadSets = ({workloads}: LossModel, size: number): readonly (readonly string[])[] =>
  workloads.map(({hosts}) => [...new Set(hosts)].toSorted()).filter(({length}) => length > 0 && length <= size);

/** There are few zones: every set of them is tried, and the smallest harmful ones are kept. */
function worstZones(model: LossModel, size: number): readonly Loss[] {
  const zones = [...new Set(model.hosts.flatMap(({zone}) => zone ?? []))].toSorted();
  const nothingLost = lose(model, []);
  const harmful: string[][] = [];
  for (let count = 1; count <= Math.min(size, zones.length); count++)
    for (const set of combinations(zones, count)) {
      const {writes, api, endpoint, workloads} = lose(model, hostsIn(model, set));
      const harm =
        (nothingLost.writes && !writes) ||
        (nothingLost.api && !api) ||
        (nothingLost.endpoint && !endpoint) ||
        workloads.length > 0;
      if (harm && !harmful.some(smaller => smaller.every(zone => set.includes(zone)))) harmful.push([...set]);
    }
  return harmful.map(set => lose(model, hostsIn(model, set), set.join(', ')));
}

export const hostsIn = ({hosts}: LossModel, zones: readonly string[]): readonly string[] =>
  hosts.flatMap(({name, zone}) => (zone !== undefined && zones.includes(zone) ? name : []));

const bySize = (one: readonly string[], other: readonly string[]): number =>
  one.length - other.length || (one.join('\n') < other.join('\n') ? -1 : 1);

/** The sets that were asked for, in their order, then the smallest harmful ones. */
export const answer = (model: LossModel, {lose: sets = [], zones = [], worst: size}: LossQuery): readonly Loss[] => [
  ...sets.map(hosts => lose(model, hosts)),
  ...zones.map(zone => lose(model, hostsIn(model, [zone]), zone)),
  ...(size === undefined ? [] : worst(model, size)),
];
