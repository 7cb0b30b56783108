import {findingsOf} from '../../core/diagnosis/findings.js';
import {identityProblems} from '../../core/identity/judge.js';
import {identitySubject} from '../../core/identity/subject.js';
import type {EtcdOverview} from '../../core/model/etcd-overview.js';
import {known, unknown} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import type {EtcdState, ObservedCluster} from '../../core/model/observed.js';
import {IDENTITY_QUERY} from '../../core/plan/fact-query.js';
import {asFact} from '../../io/as-fact.js';
import {throwOnErrors} from '../checks.js';
import {hostClientsWithoutBundle} from '../connect.js';
import type {ManagedEtcd} from './managed.js';

/**
 * Throws a Failure when the hosts with a member are other machines, or of another cluster, than the configuration says.
 * Hosts that cannot be read are not judged, and nothing is done there.
 *
 * @param on the hosts that are going to be used.
 */
export async function checkMemberIdentity(
  {desired, connections}: ManagedEtcd,
  etcd: EtcdOverview,
  on: readonly HostName[],
  what: string,
): Promise<void> {
  const client = await hostClientsWithoutBundle(connections);
  const facts = new Map(
    await Promise.all(
      on.map(async host => [host, await asFact(async () => known(await client(host).facts(IDENTITY_QUERY)))] as const),
    ),
  );
  const observed: ObservedCluster = {
    hosts: new Map(desired.hosts.map(({name}) => [name, facts.get(name) ?? unknown('not asked')])),
    etcd: known(stateOf(etcd)),
    apiReady: new Map(),
    kube: unknown('not asked'),
  };
  const problems = identityProblems(identitySubject(desired, observed)).filter(({code}) =>
    code.startsWith('identity/'),
  );
  throwOnErrors(
    'refused',
    `${what} is not possible: the configuration and the hosts contradict each other`,
    findingsOf(problems),
  );
}

const stateOf = ({clusterId, members}: EtcdOverview): EtcdState =>
  clusterId === undefined
    ? {is: 'absent'}
    : {
        is: 'formed',
        clusterId,
        members: members.map(({role, ...member}) => ({...member, learner: role === 'learner'})),
      };
