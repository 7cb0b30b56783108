import type {HostName} from '../cluster/names.js';
import type {EtcdMember} from '../cluster/observed.js';
import type {Action, ActionOf, Plan, Stage} from './action.js';
import type {Situation} from './situation.js';
import {parallel, serial} from './stage.js';

/** What is left to start on one host. */
interface Starting {
  readonly early: readonly ActionOf<'service/run'>[];
  readonly images: readonly Action[];
  readonly late: readonly ActionOf<'service/run'>[];
}

/**
 * On hosts of a cluster that is yet to form, everything starts at once. A member of a formed one restarts alone,
 * after the proof that the others hold quorum, and so does the control plane of one host at a time.
 */
export function startStages(situation: Situation, starting: readonly Starting[]): Plan {
  const {observed, desired} = situation;
  const formed = observed.etcd.known && observed.etcd.value.is === 'formed' ? observed.etcd.value.members : undefined;
  const isMember = ({unit, host}: ActionOf<'service/run'>) =>
    formed !== undefined && unit === 'etcd.service' && desired.etcd.some(member => member.host === host);
  const isLiving = (host: HostName) =>
    formed !== undefined && desired.controlPlanes.some(controlPlane => controlPlane.host === host);

  // A member is neither started nor restarted while it is not known what it would be started into.
  const early = starting
    .flatMap(each => each.early)
    .filter(action => observed.etcd.known || action.unit !== 'etcd.service');
  const agents = early.filter(action => !isMember(action));
  const controlPlanes = [...new Set(agents.map(action => action.host))]
    .filter(isLiving)
    .map(host =>
      serial(`Run the control plane on ${host}`, [
        ...agents.filter(action => action.host === host),
        {kind: 'kube/await-api', host},
      ]),
    );
  const rest = starting.flatMap(({early: own, images, late}): readonly Action[] => [
    ...own.filter(action => agents.includes(action) && !isLiving(action.host)),
    ...images,
    ...late,
  ]);
  return [
    ...memberRestarts(situation, early.filter(isMember), formed ?? []),
    ...controlPlanes,
    parallel('Start the services', rest),
  ];
}

/**
 * Each waits until every member is healthy again: the next is proven the moment this stage ends. Members that are
 * down come first, for they stand in the way of every other restart; the leader comes last, so that it changes once.
 */
function memberRestarts(
  {desired}: Situation,
  restarts: readonly ActionOf<'service/run'>[],
  members: readonly EtcdMember[],
): readonly Stage[] {
  const peerUrl = (host: HostName) => desired.etcd.find(member => member.host === host)!.peerUrl;
  const turn = (host: HostName): number => {
    const live = members.find(member => member.peerUrl === peerUrl(host));
    if (live?.healthy !== true) return 0;
    return live.leader ? 2 : 1;
  };
  return restarts
    .toSorted((one, other) => turn(one.host) - turn(other.host))
    .map(action => ({
      ...serial(`Restart etcd on ${action.host}`, [action, {kind: 'etcd/await-leader'}]),
      requires: {kind: 'restart', peerUrl: peerUrl(action.host)},
    }));
}
