import type {DesiredCluster} from '../../model/desired.js';
import type {HostName} from '../../model/names.js';
import type {EtcdMember, ObservedCluster} from '../../model/observed.js';
import type {Decision} from '../../quorum/decision.js';
import {project} from '../../quorum/project.js';
import type {MembershipChange} from '../../quorum/quorum.js';
import type {LeftOutHosts} from './left-out.js';

/** What decides whether a change of etcd's members can be proven in this run. */
export interface Provable {
  readonly desired: DesiredCluster;
  readonly observed: ObservedCluster;
  readonly leftOut?: LeftOutHosts;
  readonly acceptDowntime?: boolean;
}

/**
 * Why a change cannot be proven in this run, although it could be if nothing was left out; undefined if hosts that are
 * left out do not decide. A configured member that is down counts as healthy here, because the same run may start it,
 * unless its host is left out.
 */
export function refutation(change: MembershipChange, input: Provable): Decision | undefined {
  const {observed, leftOut, acceptDowntime = false} = input;
  if (!observed.etcd.known || observed.etcd.value.is !== 'formed' || !leftOut?.size) return undefined;
  const etcd = observed.etcd.value;
  const judged = (members: readonly EtcdMember[]) => project({...etcd, members}, change, {acceptDowntime});
  const now = judged(startedMembers(input, change));
  return now.safe || !judged(startedMembers({...input, leftOut: new Map()}, change)).safe ? undefined : now;
}

/** The members as they are once this run has started those that it may start, and has promoted the other learners. */
export const startedMembers = (
  {desired, observed, leftOut}: Provable,
  target?: Pick<MembershipChange, 'peerUrl'>,
): readonly EtcdMember[] =>
  membersOf(observed).map(member => {
    const host = configuredHost(member, desired);
    const reason = host === undefined ? undefined : leftOut?.get(host);
    if (reason !== undefined) return {...member, healthy: member.healthy && reason.memberIsDown !== true};
    if (host === undefined) return member;
    const {why: _, ...rest} = member;
    const learner = member.learner && member.peerUrl === target?.peerUrl;
    return {...rest, healthy: true, learner, ...(learner ? {behind: 0} : {})};
  });

/** Voters on hosts that are left out, which do not serve: nothing of this run makes them healthy. */
export const missingVoters = (input: Provable): readonly HostName[] =>
  startedMembers(input).flatMap(member => {
    const host = configuredHost(member, input.desired);
    return host !== undefined && input.leftOut?.has(host) && !member.learner && !member.healthy ? [host] : [];
  });

/** Why a healthy voter cannot be restarted in this run; undefined if it can, or has no reason to wait. */
export function heldRestart(host: HostName, input: Provable): string | undefined {
  const member = membersOf(input.observed).find(each => configuredHost(each, input.desired) === host);
  if (member === undefined || member.learner || !member.healthy) return undefined;
  return refutation({kind: 'restart', peerUrl: member.peerUrl}, input)?.why;
}

export const membersOf = ({etcd}: ObservedCluster): readonly EtcdMember[] =>
  etcd.known && etcd.value.is === 'formed' ? etcd.value.members : [];

/** The host of the configuration that a member is on: by its ids, or by its peer URL while no host reports it. */
export const configuredHost = (
  {host, peerUrl}: EtcdMember,
  {etcd}: Pick<DesiredCluster, 'etcd'>,
): HostName | undefined => etcd.find(each => each.host === host || each.peerUrl === peerUrl)?.host;
