import {judgeAdd} from './add.js';
import type {MembershipChange} from './change.js';
import {alarmed, lost} from './objections.js';
import {judgePromote} from './promote.js';
import {judgeRemove} from './remove.js';
import {judgeRestart} from './restart.js';
import {asItIs, type EtcdMembership, type Standing, standing} from './standing.js';
import {type Consent, refused, type Verdict} from './verdict.js';

/**
 * Whether a change keeps quorum at its worst: a newcomer is down, a restarted member stays down, and a member that is
 * not proven healthy is down too. It is judged from the members alone; that a member is gone for good, and that the
 * leader is moved away first, is for whoever asks.
 */
export function project(etcd: EtcdMembership, change: MembershipChange, consent: Consent = {}): Verdict {
  const now = standing(etcd, change);
  // A restart is how a member that is down comes back: what stands in its way is judged there.
  const objection = alarmed(now) ?? (change.kind === 'restart' ? undefined : lost(now));
  return objection ? refused(objection, asItIs(now)) : judge(now, consent);
}

function judge(now: Standing, consent: Consent): Verdict {
  switch (now.change.kind) {
    case 'add':
      return judgeAdd(now);
    case 'promote':
      return judgePromote(now);
    case 'remove':
      return judgeRemove(now, consent);
    case 'restart':
      return judgeRestart(now, consent);
  }
}
