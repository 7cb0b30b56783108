import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import type {HostFacts} from '../../core/model/observed.js';
import type {FactQuery} from '../../core/plan/fact-query.js';
import type {ExpectedIdentity} from '../../ports/host.js';
import type {RunContext} from '../context.js';

const NOTHING: FactQuery = {paths: [], publicTexts: [], units: [], modules: [], sysctls: [], commands: []};

/** Looks at the live host, at no more than what is asked. */
export const look = (host: HostName, question: Partial<FactQuery>, {cluster}: RunContext): Promise<HostFacts> =>
  cluster.host(host).facts({...NOTHING, ...question});

/**
 * What a host must say it is before something is destroyed there; undefined for a host that joined before identities
 * were recorded. Throws Failure 'identity/other' for a host that says it is another.
 */
export async function expectedOn(host: HostName, context: RunContext): Promise<ExpectedIdentity | undefined> {
  const [{identity}, cluster] = await Promise.all([look(host, {}, context), context.keys.clusterId()]);
  if (identity === undefined) return undefined;
  const expected = {cluster, host};
  if (identity.known && identity.value.cluster === cluster && identity.value.host === host) return expected;
  const says = identity.known ? `it says it is ${identity.value.host} of ${identity.value.clusterName}` : identity.why;
  throw new Failure('identity/other', `${host}: nothing is removed there: ${says}`, {
    suggestions: ['quorate topology check'],
  });
}
