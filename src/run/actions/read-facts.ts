import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import type {HostFacts} from '../../core/model/observed.js';
import {EMPTY_QUERY, type FactQuery} from '../../core/plan/fact-query.js';
import type {ExpectedIdentity} from '../../ports/host.js';
import type {RunContext} from '../context.js';

/** Gathers facts from the live host: no more than the query asks for. */
export const readFacts = (host: HostName, query: Partial<FactQuery>, {cluster}: RunContext): Promise<HostFacts> =>
  cluster.host(host).facts({...EMPTY_QUERY, ...query});

/** Facts of the hosts of some actions, by action. */
export async function factsOfEach<A extends {readonly host: HostName}>(
  actions: readonly A[],
  query: Partial<FactQuery>,
  context: RunContext,
): Promise<ReadonlyMap<A, HostFacts>> {
  return new Map(
    await Promise.all(actions.map(async action => [action, await readFacts(action.host, query, context)] as const)),
  );
}

/**
 * The identity that a host must have before something is destroyed on it; undefined for a host that joined before
 * identities were recorded. Throws Failure 'identity/other' for a host with another identity.
 */
export async function expectedOn(host: HostName, context: RunContext): Promise<ExpectedIdentity | undefined> {
  const [{identity}, cluster] = await Promise.all([readFacts(host, {}, context), context.keys.clusterId()]);
  if (identity === undefined) return undefined;
  const expected = {cluster, host};
  if (identity.known && identity.value.cluster === cluster && identity.value.host === host) return expected;
  const recorded = identity.known
    ? `it is recorded as ${identity.value.host} of cluster ${identity.value.clusterName}`
    : identity.why;
  throw new Failure('identity/other', `${host}: nothing is deleted on this host: ${recorded}`, {
    suggestions: ['quorate topology check'],
  });
}
