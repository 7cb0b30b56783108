import type {HostView, MemberView, PartView, VipView} from '../diagnosis/diagnosis.js';

export type State = PartView['state'];

/** The mark of a line: leader or learner for a healthy member, otherwise the state. */
export type Sign = State | 'leader' | 'learner';

/** A component on a host, as it is drawn. */
export interface Part {
  readonly text: string;
  readonly sign: Sign;
  readonly state: State;
  /** Why it is not up: at the last of the parts with the same reason. */
  readonly why?: string;
}

/** In the order in which a request passes them. */
export function partsOf({loadBalancer, virtualIp, controlPlane, member, node}: HostView): readonly Part[] {
  return eachReasonOnce([
    ...(loadBalancer === undefined ? [] : [part(vipText('load balancer', loadBalancer), loadBalancer)]),
    ...(virtualIp === undefined ? [] : [part(vipText('virtual IP', virtualIp), virtualIp)]),
    ...(controlPlane === undefined ? [] : [part('control plane', controlPlane)]),
    ...(member === undefined ? [] : [memberPart(member)]),
    ...(node === undefined ? [] : [part('node', node)]),
  ]);
}

export function memberPart(member: MemberView): Part {
  const hasOwnSign = member.state === 'up' && member.role !== 'voter';
  return {...part(`etcd ${member.role}`, member), ...(hasOwnSign ? {sign: member.role} : {})};
}

const part = (text: string, {state, why}: PartView): Part => ({
  text: state === 'down' || state === 'unknown' ? `${text}, ${state}` : text,
  sign: state,
  state,
  ...(why === undefined ? {} : {why}),
});

/** The states are those of VRRP. */
function vipText(what: string, {state, holdsAddress}: VipView): string {
  if (holdsAddress) return `${what} (master)`;
  return holdsAddress === false && state === 'up' ? `${what} (backup)` : what;
}

const eachReasonOnce = (parts: readonly Part[]): readonly Part[] =>
  parts.map(({why, ...rest}, index) =>
    why === undefined || parts.slice(index + 1).some(other => other.why === why) ? rest : {...rest, why},
  );
