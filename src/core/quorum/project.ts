import {judgeAdd} from './add.js';
import {type Decision, type Overrides, refused} from './decision.js';
import {currentHealth, type EtcdMembership, type MembershipView, membershipView} from './membership-view.js';
import {judgePromote} from './promote.js';
import type {MembershipChange} from './quorum.js';
import {alarmed, lost} from './refusals.js';
import {judgeRemove} from './remove.js';
import {judgeRestart} from './restart.js';

/**
 * Whether a change keeps quorum at its worst: a newcomer is down, a restarted member stays down, and a member that is
 * not proven healthy is down too. It is judged from the members alone; that a member is gone for good, and that the
 * leader is moved away first, is for whoever asks.
 */
export function project(etcd: EtcdMembership, change: MembershipChange, overrides: Overrides = {}): Decision {
  const now = membershipView(etcd, change);
  // A restart is how a member that is down comes back: what stands in its way is judged there.
  const refusal = alarmed(now) ?? (change.kind === 'restart' ? undefined : lost(now));
  return refusal ? refused(refusal, currentHealth(now)) : judge(now, overrides);
}

function judge(now: MembershipView, overrides: Overrides): Decision {
  switch (now.change.kind) {
    case 'add':
      return judgeAdd(now);
    case 'promote':
      return judgePromote(now);
    case 'remove':
      return judgeRemove(now, overrides);
    case 'restart':
      return judgeRestart(now, overrides);
  }
}
