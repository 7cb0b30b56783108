import {Failure} from '../core/failure.js';
import {listed} from '../core/format.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {HostName} from '../core/model/names.js';
import type {PlanInput} from '../core/plan/input.js';
import type {ClusterClient} from '../ports/cluster.js';
import type {Skipped} from './left-out.js';
import type {Request, Verb} from './verb.js';

/**
 * A host that cannot be read is left out of the run, unless nothing would be left to do, or while no cluster is seen: the
 * host may have a member or keys of one. Hosts that are removed are judged by their verb. Throws Failure hosts/….
 */
export function refuseUnreadable(
  {named, ...verb}: Verb,
  {desired, limit}: Pick<Request, 'desired' | 'limit'>,
  input: PlanInput,
  cluster: Pick<ClusterClient, 'troubleWith'>,
): void {
  const hosts = unread(input, verb);
  const stopping = hosts.filter(
    ({host}) => mayHaveCluster(host, desired, input) || [named, limit].some(only => isAllOf(only, host, hosts)),
  );
  throwUnreadable(stopping, cluster, ({host}) => withoutLost(host, desired, input));
}

/** Throws a Failure hosts/… with all of these hosts, if there is one. */
export function throwUnreadable(
  stopping: readonly Skipped[],
  cluster: Pick<ClusterClient, 'troubleWith'>,
  elsePossible: (host: Skipped) => readonly string[] = () => [],
): void {
  const troubles = stopping.map(
    ({host, because}) => cluster.troubleWith(host) ?? new Failure('hosts/unreadable', because),
  );
  const [first] = troubles;
  if (first === undefined) return;
  const code = troubles.length === 1 ? first.code : 'hosts/some-failed';
  throw new Failure(code, troubles.map(trouble => trouble.message).join('\n'), {
    suggestions: [
      ...new Set(troubles.flatMap(trouble => trouble.suggestions)),
      `when ${listed(stopping.map(({host}) => host))} can be reached, run the same command again`,
      ...stopping.flatMap(elsePossible),
    ],
    cause: first,
  });
}

/**
 * What is possible without a host whose machine does not come back. Without its only control plane, or its only etcd host, a
 * configuration is not valid.
 */
function withoutLost(
  host: HostName,
  {controlPlanes, etcd: members}: DesiredCluster,
  {observed: {etcd}}: PlanInput,
): readonly string[] {
  const isOnlyOne = [controlPlanes, members].some(all => all.length === 1 && all[0]!.host === host);
  if (!etcd.known || isOnlyOne) return [];
  return etcd.value.is === 'formed'
    ? [`if its machine is lost for good: \`quorate remove --lost ${host}\``]
    : [`if its machine is lost for good: delete ${host} from the configuration, then run the same command again`];
}

/** Hosts that cannot be read and would have had no part in this run. */
export const skipped = (input: PlanInput, {limit}: Pick<Request, 'limit'>, verb: Verb): readonly Skipped[] =>
  limit === undefined ? unread(input, verb).filter(({host}) => !input.leftOut?.has(host)) : [];

const unread = ({observed}: PlanInput, {removal}: Pick<Verb, 'removal'>): readonly Skipped[] =>
  [...observed.hosts].flatMap(([host, facts]) =>
    facts.known || removal?.hosts.includes(host) ? [] : [{host, because: facts.why}],
  );

function mayHaveCluster(
  host: HostName,
  {etcd, controlPlanes}: DesiredCluster,
  {observed}: Pick<PlanInput, 'observed'>,
): boolean {
  const isFormed = observed.etcd.known && observed.etcd.value.is === 'formed';
  return !isFormed && [...etcd, ...controlPlanes].some(each => each.host === host);
}

/** All of these hosts cannot be read, and this is one of them. */
const isAllOf = (only: readonly HostName[] | undefined, host: HostName, hosts: readonly Skipped[]): boolean =>
  only?.includes(host) === true && only.every(name => hosts.some(each => each.host === name));
