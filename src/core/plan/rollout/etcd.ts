import type {DesiredMember} from '../../model/desired.js';
import type {EtcdMember} from '../../model/observed.js';
import type {Action, Plan, Stage} from '../action.js';
import type {PlanInput} from '../input.js';
import type {ComponentUpgrade} from './component-upgrade.js';
import {leadingVersion, upgradeStage} from './component-upgrade.js';
import {apiIsBack} from './node-policy.js';

/**
 * One member after the other, each proven first. One that is down comes first, for while it is no other may stop; the
 * leader comes last and hands over before it does.
 */
export function upgradeEtcd({desired, observed, rollout}: PlanInput, switches: readonly ComponentUpgrade[]): Plan {
  const listed = observed.etcd.known && observed.etcd.value.is === 'formed' ? observed.etcd.value.members : [];
  const moving = switches.flatMap(each => {
    const member = desired.etcd.find(({host}) => host === each.host);
    return member === undefined ? [] : [{each, member, rank: rank(member, listed)}];
  });
  const hasApi = ({host}: DesiredMember) => desired.controlPlanes.some(each => each.host === host);
  return moving
    .toSorted((one, other) => one.rank - other.rank)
    .map(({each, member}) =>
      upgradeMember(each, {
        member,
        hasFellows: listed.some(({peerUrl, learner}) => !learner && peerUrl !== member.peerUrl),
        rollback: hasApi(member) ? apiIsBack(member.host, desired, rollout!.healthSeconds) : [],
        withinSeconds: rollout!.healthSeconds,
      }),
    );
}

function rank({peerUrl}: DesiredMember, listed: readonly EtcdMember[]): number {
  const member = listed.find(each => each.peerUrl === peerUrl);
  if (member?.healthy !== true) return -1;
  return Number(member.leader);
}

interface EtcdRollout {
  readonly member: DesiredMember;
  /** Whether there are other voters; without any there is nobody to hand over to. */
  readonly hasFellows: boolean;
  /** How it is seen that the API server beside it, which reads and writes through this member alone, is back. */
  readonly rollback: readonly Action[];
  readonly withinSeconds: number;
}

function upgradeMember(
  each: ComponentUpgrade,
  {member: {host, peerUrl}, hasFellows, rollback, withinSeconds}: EtcdRollout,
): Stage {
  const {artifact, from} = each.moving.find(({artifact: {name}}) => name === 'etcd') ?? each.moving[0]!;
  const handedOver: readonly Action[] = hasFellows ? [{kind: 'etcd/move-leader', host, peerUrl}] : [];
  const api = {host, unit: 'kube-apiserver.service'};
  // It says so first and serves on for a moment: balancers have gone to the others when it stops.
  // The only one has nobody to leave them to: stopping it would be an outage more, and a killed run would leave it so.
  const removal = hasFellows && rollback.length > 0;
  const away: readonly Action[] = removal ? [{kind: 'service/stop', ...api}] : [];
  const again: readonly Action[] = removal ? [{kind: 'service/run', ...api}, ...rollback] : rollback;
  const gate = (version: string): readonly Action[] => [
    {kind: 'etcd/await-member', host, peerUrl, version, withinSeconds},
    ...again,
  ];
  const stage = upgradeStage(
    `Switch etcd on ${host} to ${leadingVersion(each)}`,
    each,
    gate(artifact.version),
    gate(from),
  );
  return {
    ...stage,
    actions: [...handedOver, ...away, ...stage.actions],
    requires: {kind: 'restart', peerUrl},
    ...(removal ? {finally: [{kind: 'service/run', ...api}]} : {}),
  };
}
