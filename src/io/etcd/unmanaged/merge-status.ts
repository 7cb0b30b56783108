import {type Fact, known, unknown} from '../../../core/model/fact.js';
import type {EtcdId} from '../../../core/model/names.js';
import type {EtcdState} from '../../../core/model/observed.js';
import type {UnmanagedEtcdAnswer, UnmanagedEtcdStatus} from '../../../core/model/unmanaged-etcd.js';

/**
 * The state of etcd from the answers of all endpoints. `formed` only when it has Kubernetes data: an empty etcd is ready
 * for a new cluster, like hosts without files, so it counts as absent.
 */
export function mergeUnmanagedStatus(answers: readonly UnmanagedEtcdAnswer[]): Fact<EtcdState> {
  const statuses = answers.flatMap(answer => (answer.is === 'etcd' ? [answer.status] : []));
  const ids = new Set(statuses.map(({clusterId}) => clusterId));
  if (ids.size > 1) return unknown(`the endpoints belong to ${ids.size} different clusters (${[...ids].join(', ')})`);
  const serving = statuses.find(({trouble}) => trouble === undefined);
  if (serving === undefined) return unknown(`no endpoint serves linearizable reads: ${reasons(answers)}`);
  if (!statuses.some(({holdsCluster}) => holdsCluster)) return known({is: 'absent'});
  return known({is: 'formed', clusterId: serving.clusterId, members: members(serving, statuses)});
}

const members = (source: UnmanagedEtcdStatus, statuses: readonly UnmanagedEtcdStatus[]) =>
  source.members.map(({id, name, peerUrl, learner}) => {
    const own = statuses.filter(({memberId}) => memberId === id);
    const healthy = own.some(({trouble}) => learner || trouble === undefined);
    const why = own[0]?.trouble ?? 'no configured endpoint is this member';
    return {id, name, peerUrl, learner, healthy, leader: leads(id, source), ...(healthy ? {} : {why})};
  });

const leads = (id: EtcdId, {leader}: UnmanagedEtcdStatus): boolean => leader === id;

const reasons = (answers: readonly UnmanagedEtcdAnswer[]): string =>
  answers
    .map(answer => `${answer.endpoint}: ${answer.is === 'etcd' ? answer.status.trouble : answer.why}`)
    .filter((reason, index, all) => all.indexOf(reason) === index)
    .join('; ');
