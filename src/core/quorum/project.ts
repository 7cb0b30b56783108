import {judgeAdd} from './add.js';
import {type Decision, type Overrides, refused} from './decision.js';
import {currentHealth, type EtcdMembership, type MembershipView, membershipView} from './membership-view.js';
import {judgePromote} from './promote.js';
import type {MembershipChange} from './quorum.js';
import {alarmed, lost} from './refusals.js';
import {judgeRemove} from './remove.js';
import {judgeRestart} from './restart.js';

/**
 * Does etcd keep quorum in the worst case of a change? A new member fails, a restarted member stays down, and a member
 * that is not proven healthy counts as down. Only the members are judged: that a removed member is lost for good, and
 * that leadership is transferred first, is up to the caller.
 */
export function project(etcd: EtcdMembership, change: MembershipChange, overrides: Overrides = {}): Decision {
  const now = membershipView(etcd, change);
  // A restart may bring back a member that is down, so judgeRestart decides about lost quorum itself.
  const refusal =
    alarmed(change.whileFull ? {...now, alarms: now.alarms.filter(isNotFull)} : now) ??
    (change.kind === 'restart' ? undefined : lost(now));
  return refusal ? refused(refusal, currentHealth(now)) : judge(now, overrides);
}

/** A full etcd serves reads and deletions. */
const isNotFull = (alarm: string): boolean => !alarm.startsWith('NOSPACE ');

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
