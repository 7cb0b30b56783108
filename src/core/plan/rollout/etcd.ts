import type {Action} from '../../actions/action.js';
import type {DesiredMember} from '../../model/desired.js';
import type {EtcdMember} from '../../model/observed.js';
import type {PlanInput} from '../input.js';
import type {Plan, Stage} from '../stage.js';
import {titleOf} from '../stages.js';
import type {ComponentUpgrade} from './component-upgrade.js';
import {leadingVersion, upgradeStage} from './component-upgrade.js';
import {apiIsBack} from './node-policy.js';

/**
 * One member after the other, each with proof of quorum. A member that is down comes first, because while it is down no
 * other may stop; the leader comes last and transfers leadership before it stops.
 */
export function upgradeEtcd({desired, observed, rollout}: PlanInput, upgrades: readonly ComponentUpgrade[]): Plan {
  const listed = observed.etcd.known && observed.etcd.value.is === 'formed' ? observed.etcd.value.members : [];
  const moving = upgrades.flatMap(each => {
    const member = desired.etcd.find(({host}) => host === each.host);
    return member === undefined ? [] : [{each, member, rank: rank(member, listed)}];
  });
  const hasApi = ({host}: DesiredMember) => desired.controlPlanes.some(each => each.host === host);
  return moving
    .toSorted((one, other) => one.rank - other.rank)
    .map(({each, member}) =>
      upgradeMember(each, {
        member,
        hasOtherVoters: listed.some(({peerUrl, learner}) => !learner && peerUrl !== member.peerUrl),
        apiReady: hasApi(member) ? apiIsBack(member.host, desired, rollout!.healthSeconds) : [],
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
  /** Without other voters leadership cannot be transferred. */
  readonly hasOtherVoters: boolean;
  /** Waits for the API server on the same host, which uses only this member; empty where there is none. */
  readonly apiReady: readonly Action[];
  readonly withinSeconds: number;
}

function upgradeMember(
  each: ComponentUpgrade,
  {member: {host, peerUrl}, hasOtherVoters, apiReady, withinSeconds}: EtcdRollout,
): Stage {
  const {artifact, from} = each.moving.find(({artifact: {name}}) => name === 'etcd') ?? each.moving[0]!;
  const transfer: readonly Action[] = hasOtherVoters ? [{kind: 'etcd/move-leader', host, peerUrl}] : [];
  const api = {host, unit: 'kube-apiserver.service'};
  // The API server stops first: it drains its connections, and load balancers go to the others.
  // With one control plane this only adds downtime, and after a killed run the API server would stay down.
  const stopsApi = hasOtherVoters && apiReady.length > 0;
  const stopApi: readonly Action[] = stopsApi ? [{kind: 'service/stop', ...api}] : [];
  const startApi: readonly Action[] = stopsApi ? [{kind: 'service/run', ...api}, ...apiReady] : apiReady;
  const gate = (version: string): readonly Action[] => [
    {kind: 'etcd/await-member', host, peerUrl, version, withinSeconds},
    ...startApi,
  ];
  const title = titleOf('upgrade-etcd', {host, version: leadingVersion(each)});
  const stage = upgradeStage(title, each, gate(artifact.version), gate(from));
  return {
    ...stage,
    actions: [...transfer, ...stopApi, ...stage.actions],
    requires: {kind: 'restart', peerUrl},
    ...(stopsApi ? {finally: [{kind: 'service/run', ...api}]} : {}),
  };
}
