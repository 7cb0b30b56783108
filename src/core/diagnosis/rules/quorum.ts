import {listed} from '../../format.js';
import {quorum} from '../../quorum/quorum.js';
import {type DiagnosisContext, isFresh} from '../context.js';
import type {RawFinding} from '../findings.js';
import type {MemberStatus} from '../member-status.js';
import {isUnmanagedEtcdLost} from '../unmanaged-members.js';
import {askedAboutEtcd, cannotBeRead, unreadAmong} from '../unread.js';

/** Does etcd have quorum, and which member does not serve? */
export function quorumRule(context: DiagnosisContext): readonly RawFinding[] {
  const {membership, evidence} = context;
  const {etcd} = evidence.observed;
  if (!membership.known) {
    if (isUnmanagedEtcdLost(evidence.observed))
      return [
        {
          code: 'etcd/unmanaged-no-quorum',
          message: `no endpoint of etcd serves a read: ${membership.why}`,
          evidence: [],
        },
      ];
    if (etcd.known && etcd.value.is !== 'formed')
      return [{code: 'etcd/not-bootstrapped', message: unformed(etcd.value.is), evidence: []}];
    return [unreadable(context, membership.why)];
  }
  // A read was served, so that etcd has quorum. unmanagedEtcdRule reports its endpoints.
  if (membership.value.elsewhere) return [];
  const voters = membership.value.members.filter(({learner}) => !learner);
  const down = voters.filter(({healthy}) => !healthy);
  return [...lost(voters, down), ...down.filter(isDown).map(memberDown)];
}

/** Hosts that cannot be read explain it, unless a host that can be read should have a member that serves. */
function unreadable(context: DiagnosisContext, why: string): RawFinding {
  const {desired, evidence} = context;
  const unread = unreadAmong(askedAboutEtcd(desired), evidence, host => isFresh(host, evidence));
  return unread.length > 0
    ? {
        code: 'etcd/unreadable',
        message: `etcd state is unknown: ${cannotBeRead(unread)}`,
        evidence: [],
        subjects: unread,
      }
    : {code: 'etcd/unreadable', message: `etcd state is unknown: ${why}`, evidence: unanswered(context)};
}

const unformed = (is: 'absent' | 'forming'): string =>
  is === 'absent' ? 'etcd is absent: it was never bootstrapped' : 'etcd is forming: no leader was ever elected';

function lost(voters: readonly MemberStatus[], down: readonly MemberStatus[]): readonly RawFinding[] {
  const needed = quorum(voters.length);
  const healthy = voters.length - down.length;
  if (healthy >= needed) return [];
  const names = down.map(({host}) => host);
  return [
    {
      code: 'etcd/quorum-lost',
      message: `${healthy} of ${voters.length} voters healthy, quorum ${needed}: etcd has lost quorum`,
      evidence: down.map(({host, why}) => `${host}: ${why ?? 'is not healthy'}`),
      subjects: names,
      values: {down: listed(names, names.length)},
    },
  ];
}

/** Unexpected and corrupt members have findings of their own. */
const isDown = ({declared, why}: MemberStatus): boolean => declared && why !== 'is corrupt';

const memberDown = ({host, why}: MemberStatus): RawFinding => ({
  code: 'etcd/member-down',
  host,
  message: `${host}: its etcd member ${why ?? 'is not healthy'}`,
  evidence: [],
});

const unanswered = ({evidence}: DiagnosisContext): readonly string[] =>
  [...evidence.members].flatMap(([host, fact]) => (fact.known ? [] : [`${host}: ${fact.why}`]));
