import {listed} from '../../format.js';
import type {Fact} from '../../model/fact.js';
import {hostName} from '../../model/names.js';
import type {HostFacts} from '../../model/observed.js';
import {quorum} from '../../quorum/quorum.js';
import {ETCD_DATA} from '../../render/etcd/flags.js';
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
  return [...lost(voters, down, context), ...down.filter(isDown).map(memberDown)];
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

function lost(
  voters: readonly MemberStatus[],
  down: readonly MemberStatus[],
  {evidence}: DiagnosisContext,
): readonly RawFinding[] {
  const needed = quorum(voters.length);
  const healthy = voters.length - down.length;
  if (healthy >= needed) return [];
  const names = down.map(({host}) => host);
  const wiped = down.filter(({host}) => hasNoData(evidence.observed.hosts.get(hostName(host)))).map(({host}) => host);
  const startable = names.filter(name => !wiped.includes(name));
  // A member that answers runs: it waits for the others.
  const silent = startable.filter(name => evidence.members.get(hostName(name))?.known !== true);
  const toStart = silent.length > 0 ? silent : startable;
  const isForGood = healthy + startable.length < needed;
  return [
    {
      code: 'etcd/quorum-lost',
      message: `${healthy} of ${voters.length} voters healthy, quorum ${needed}: etcd has lost quorum`,
      evidence: down.map(
        ({host, why}) => `${host}: ${wiped.includes(host) ? `${ETCD_DATA} has no data` : (why ?? 'is not healthy')}`,
      ),
      subjects: names,
      values: {down: listed(toStart, toStart.length)},
      ...(isForGood ? {remedy: RECOVER} : {}),
    },
  ];
}

const RECOVER =
  'too few members have data for a majority: if their disks do not come back, see what each has with `quorate etcd recover --dry-run`, then: `quorate etcd recover`';

/** A host that cannot be read may have its data. */
const hasNoData = (facts: Fact<HostFacts> | undefined): boolean =>
  facts?.known === true && facts.value.directories.get(ETCD_DATA)?.empty !== false;

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
