import {listed} from '../../format.js';
import {quorum} from '../../topology/quorum.js';
import type {Case} from '../case.js';
import type {Raised} from '../rule.js';
import type {Seat} from '../seats.js';
import {isStoreLost} from '../store-membership.js';

/** Is there a majority, and which member does not serve? */
export function quorumRule(about: Case): readonly Raised[] {
  const {membership, evidence} = about;
  const {etcd} = evidence.observed;
  if (!membership.known) {
    if (isStoreLost(evidence.observed))
      return [{code: 'etcd/store-lost', message: `no endpoint of etcd serves a read: ${membership.why}`, evidence: []}];
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

function lost(voters: readonly Seat[], down: readonly Seat[]): readonly Raised[] {
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
const isAbsent = ({declared, why}: Seat): boolean => declared && why !== 'is corrupt';

const memberDown = ({host, why}: Seat): Raised => ({
  code: 'etcd/member-down',
  host,
  message: `${host}: its etcd member ${why ?? 'is not healthy'}`,
  evidence: [],
});

const unanswered = ({evidence}: Case): readonly string[] =>
  [...evidence.members].flatMap(([host, fact]) => (fact.known ? [] : [`${host}: ${fact.why}`]));
