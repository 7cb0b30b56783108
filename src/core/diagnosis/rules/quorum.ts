import {listed} from '../../format.js';
import {quorum} from '../../quorum/quorum.js';
import type {DiagnosisContext} from '../context.js';
import type {RawFinding} from '../findings.js';
import type {MemberStatus} from '../member-status.js';
import {isUnmanagedEtcdLost} from '../unmanaged-members.js';

/** Is there a majority, and which member does not serve? */
export function quorumRule(about: DiagnosisContext): readonly RawFinding[] {
  const {membership, evidence} = about;
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
      return [{code: 'etcd/not-formed', message: unformed(etcd.value.is), evidence: []}];
    return [
      {code: 'etcd/unreadable', message: `etcd cannot be judged: ${membership.why}`, evidence: unanswered(about)},
    ];
  }
  // A read was served: that etcd has its majority, and what is wrong with its endpoints is said of them.
  if (membership.value.elsewhere) return [];
  const voters = membership.value.members.filter(({learner}) => !learner);
  const down = voters.filter(({healthy}) => !healthy);
  return [...lost(voters, down), ...down.filter(isAbsent).map(memberDown)];
}

const unformed = (is: 'absent' | 'forming'): string =>
  is === 'absent' ? 'etcd is absent: there is no cluster yet' : 'etcd is forming: no leader was ever elected';

function lost(voters: readonly MemberStatus[], down: readonly MemberStatus[]): readonly RawFinding[] {
  const needed = quorum(voters.length);
  const healthy = voters.length - down.length;
  if (healthy >= needed) return [];
  const names = down.map(({host}) => host);
  return [
    {
      code: 'etcd/quorum-lost',
      message: `${healthy} of ${voters.length} voters are healthy and ${needed} must agree: writes stand still`,
      evidence: down.map(({host, why}) => `${host}: ${why ?? 'is not healthy'}`),
      about: names,
      values: {down: listed(names, names.length)},
    },
  ];
}

/** An undeclared member runs where nobody looked, and a corrupt one answers: each has a finding of its own. */
const isAbsent = ({declared, why}: MemberStatus): boolean => declared && why !== 'is corrupt';

const memberDown = ({host, why}: MemberStatus): RawFinding => ({
  code: 'etcd/member-down',
  host,
  message: `${host}: its etcd member ${why ?? 'is not healthy'}`,
  evidence: [],
});

const unanswered = ({evidence}: DiagnosisContext): readonly string[] =>
  [...evidence.members].flatMap(([host, fact]) => (fact.known ? [] : [`${host}: ${fact.why}`]));
