import type {HostName} from '../../core/cluster/names.js';
import {Failure} from '../../core/failure.js';
import type {RunContext} from '../context.js';
import type {ExpectedIdentity} from '../site.js';
import {look} from './question.js';

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
