import type {Decision, Overrides} from '../../../src/core/quorum/decision.js';
import type {EtcdMembership} from '../../../src/core/quorum/membership-view.js';
import {project} from '../../../src/core/quorum/project.js';
import type {MembershipChange} from '../../../src/core/quorum/quorum.js';
import {LEARNER, LEARNERS, membership, peerUrl, type Shape, STRANGER} from './memberships.js';

export type Target = 'healthy' | 'down' | 'unstarted' | 'learner' | 'stranger';

export interface DiagnosisContext {
  readonly shape: Required<Shape>;
  readonly voters: number;
  readonly kind: MembershipChange['kind'];
  readonly target: Target;
  readonly alarm: 'none' | 'full' | 'target is corrupt' | 'another is corrupt';
  readonly overrides: Overrides;
  readonly verdict: Decision;
}

const KINDS = ['add', 'promote', 'remove', 'restart'] as const;
const ALARMS = ['none', 'full', 'target is corrupt', 'another is corrupt'] as const;
const CONSENTS = [false, true].flatMap(acceptDowntime =>
  [false, true].map(acceptReducedTolerance => ({acceptDowntime, acceptReducedTolerance})),
);

/** Every membership of 1 to 7 voters, however many of them are down or never started. */
export const everyShape = (): readonly Required<Shape>[] =>
  [1, 2, 3, 4, 5, 6, 7].flatMap(voters =>
    upTo(voters).flatMap(down =>
      upTo(voters - down).flatMap(unstarted =>
        LEARNERS.map(learner => ({healthy: voters - down - unstarted, down, unstarted, learner})),
      ),
    ),
  );

/** Every membership × change × target × alarm × consent, judged. */
export const everyCase = (): readonly DiagnosisContext[] =>
  everyShape().flatMap(shape => {
    const etcd = membership(shape);
    return targets(shape).flatMap(target =>
      ALARMS.flatMap(alarm => judged(shape, target, alarm, alarmed(etcd, alarm, urlOf(target, shape)))),
    );
  });

function judged(
  shape: Required<Shape>,
  target: Target,
  alarm: DiagnosisContext['alarm'],
  etcd: EtcdMembership,
): readonly DiagnosisContext[] {
  const voters = shape.healthy + shape.down + shape.unstarted;
  const peerUrl = urlOf(target, shape);
  return KINDS.flatMap(kind =>
    CONSENTS.map(overrides => ({
      shape,
      voters,
      kind,
      target,
      alarm,
      overrides,
      verdict: project(etcd, {kind, peerUrl}, overrides),
    })),
  );
}

/** Members of one kind are alike: the last healthy voter stands for all, and the leader where it is the only one. */
const targets = ({healthy, down, unstarted, learner}: Required<Shape>): readonly Target[] => [
  ...(healthy > 0 ? (['healthy'] as const) : []),
  ...(down > 0 ? (['down'] as const) : []),
  ...(unstarted > 0 ? (['unstarted'] as const) : []),
  ...(learner === 'none' ? [] : (['learner'] as const)),
  'stranger',
];

export function urlOf(target: Target, {healthy, down = 0, unstarted = 0}: Shape): string {
  switch (target) {
    case 'healthy':
      return peerUrl(healthy);
    case 'down':
      return peerUrl(healthy + down);
    case 'unstarted':
      return peerUrl(healthy + down + unstarted);
    case 'learner':
      return LEARNER;
    case 'stranger':
      return STRANGER;
  }
}

function alarmed(etcd: EtcdMembership, alarm: DiagnosisContext['alarm'], target: string): EtcdMembership {
  const id = etcd.members.find(({peerUrl}) => peerUrl === target)?.id ?? '00000000000000aa';
  switch (alarm) {
    case 'none':
      return etcd;
    case 'full':
      return {...etcd, alarms: [`NOSPACE ${id}`]};
    case 'target is corrupt':
      return {...etcd, alarms: [`CORRUPT ${id}`]};
    case 'another is corrupt':
      return {...etcd, alarms: ['CORRUPT 00000000000000ee']};
  }
}

const upTo = (most: number): readonly number[] => Array.from({length: most + 1}, (_, number) => number);
