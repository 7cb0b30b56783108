import type {HostView, MemberView, PartView} from '../diagnosis/diagnosis.js';

export type State = PartView['state'];

/** How a line is marked: by what it is to etcd where that is well, else by its state. */
export type Sign = State | 'leader' | 'learner';

/** Something that runs on a host, in the words of the drawing. */
export interface Part {
  readonly text: string;
  readonly sign: Sign;
  readonly state: State;
  /** Why it is not up; said once, at the last of the parts that share it. */
  readonly why?: string;
}

/** From the outside to the inside. */
export function partsOf({loadBalancer, controlPlane, member, node}: HostView): readonly Part[] {
  return eachReasonOnce([
    ...(loadBalancer === undefined ? [] : [part(balancerText(loadBalancer), loadBalancer)]),
    ...(controlPlane === undefined ? [] : [part('control plane', controlPlane)]),
    ...(member === undefined ? [] : [memberPart(member)]),
    ...(node === undefined ? [] : [part('node', node)]),
  ]);
}

export function memberPart(member: MemberView): Part {
  const well = member.state === 'up' && member.part !== 'voter';
  return {...part(`etcd ${member.part}`, member), ...(well ? {sign: member.part} : {})};
}

const part = (text: string, {state, why}: PartView): Part => ({
  text: state === 'down' || state === 'unknown' ? `${text}, ${state}` : text,
  sign: state,
  state,
  ...(why === undefined ? {} : {why}),
});

function balancerText({state, holdsAddress}: NonNullable<HostView['loadBalancer']>): string {
  if (holdsAddress) return 'balancer, holds address';
  return holdsAddress === false && state === 'up' ? 'balancer, stands by' : 'balancer';
}

const eachReasonOnce = (parts: readonly Part[]): readonly Part[] =>
  parts.map(({why, ...rest}, index) =>
    why === undefined || parts.slice(index + 1).some(other => other.why === why) ? rest : {...rest, why},
  );
