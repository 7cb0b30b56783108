import {etcdId} from '../../../src/core/model/names.js';
import type {EtcdMember} from '../../../src/core/model/observed.js';
import type {EtcdMembership} from '../../../src/core/quorum/membership-view.js';

export const LEARNERS = ['none', 'in sync', 'lagging', 'unmeasured', 'dead', 'never started'] as const;

/** A membership in counts. */
export interface Shape {
  readonly healthy: number;
  readonly down?: number;
  readonly unstarted?: number;
  readonly learner?: (typeof LEARNERS)[number];
}

export const STRANGER = 'https://10.0.0.99:2380';
export const LEARNER = 'https://10.0.0.50:2380';

/** cp1, cp2, …: first the healthy ones, led by cp1, then those that are down, then those that never started. */
export function membership({healthy, down = 0, unstarted = 0, learner = 'none'}: Shape): EtcdMembership {
  const voters = Array.from({length: healthy + down + unstarted}, (_, index): EtcdMember => {
    const voter = {id: etcdId(`${index + 1}`.padStart(16, '0')), peerUrl: peerUrl(index + 1), learner: false};
    return index < healthy
      ? {...voter, name: `cp${index + 1}`, healthy: true, leader: index === 0, behind: 0}
      : {
          ...voter,
          name: index < healthy + down ? `cp${index + 1}` : '',
          healthy: false,
          why: 'does not answer',
          leader: false,
        };
  });
  return {clusterId: etcdId('cdf818194e3a8c32'), members: [...voters, ...learners(learner)]};
}

export const peerUrl = (number: number): string => `https://10.0.0.${10 + number}:2380`;

function learners(kind: (typeof LEARNERS)[number]): readonly EtcdMember[] {
  const learner = {id: etcdId('00000000000000ff'), name: 'new', peerUrl: LEARNER, learner: true, leader: false};
  switch (kind) {
    case 'none':
      return [];
    case 'in sync':
      return [{...learner, healthy: true, behind: 100}];
    case 'lagging':
      return [{...learner, healthy: true, behind: 101}];
    case 'unmeasured':
      return [{...learner, healthy: true}];
    case 'dead':
      return [{...learner, healthy: false, behind: 0}];
    case 'never started':
      return [{...learner, name: '', healthy: false}];
  }
}
