import type {Finding} from '../cluster/finding.js';
import type {ObservedCluster} from '../cluster/observed.js';
import {project} from '../topology/project.js';
import type {EtcdMembership} from '../topology/standing.js';
import type {Consent} from '../topology/verdict.js';
import {inOrder, type Leaving} from './leaving.js';

/**
 * What will speak against the members to leave, one after another, as far as can be seen before the first of them
 * goes. Nobody's pods are moved for a removal that is going to be refused; the engine proves each again at its moment.
 */
export function forecast(leaving: Leaving, observed: ObservedCluster, consent: Consent): readonly Finding[] {
  if (!observed.etcd.known || observed.etcd.value.is !== 'formed') return [];
  let etcd: EtcdMembership = observed.etcd.value;
  const {first, last} = inOrder(leaving, observed);
  for (const {host, peerUrl} of [...first, ...last]) {
    const {safe, why, fix} = project(etcd, {kind: 'remove', peerUrl}, consent);
    if (!safe)
      return [
        {
          code: 'quorum/at-risk',
          level: 'error',
          message: `remove ${host} from etcd: ${why}`,
          ...(fix === undefined ? {} : {fix}),
        },
      ];
    etcd = {...etcd, members: etcd.members.filter(member => member.peerUrl !== peerUrl)};
  }
  return [];
}
