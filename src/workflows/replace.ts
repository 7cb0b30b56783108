import {findingsOf} from '../core/diagnosis/findings.js';
import {identityProblems} from '../core/identity/judge.js';
import {identitySubject} from '../core/identity/subject.js';
import type {DesiredCluster} from '../core/model/desired.js';
import {known} from '../core/model/fact.js';
import type {Finding} from '../core/model/finding.js';
import {etcdId, type HostName} from '../core/model/names.js';
import type {EtcdMember, ObservedCluster} from '../core/model/observed.js';
import type {PlanInput} from '../core/plan/input.js';
import {forecast, inOrder, removalTargets} from '../core/plan/removal-targets.js';
import {MOST_VOTERS} from '../core/quorum/quorum.js';
import type {ClusterClient} from '../ports/cluster.js';
import type {OldMachine} from './old-machine.js';
import type {Verb} from './verb.js';

export interface ReplaceSettings {
  readonly old: HostName;
  /** The same name as `old`: a new machine. */
  readonly name: HostName;
  readonly machine: OldMachine;
  readonly drainSeconds: number;
  readonly acceptDowntime: boolean;
  readonly acceptReducedTolerance: boolean;
  /** Writes the new host to the configuration file. */
  readonly beforeFirstChange: () => Promise<void>;
  readonly closingFindings: readonly Finding[];
}

/**
 * One host joins and another leaves. One that is down leaves first, because its member blocks every other change; a healthy
 * one leaves last, so that etcd never tolerates fewer failures than before.
 */
export function replace(settings: ReplaceSettings): Verb {
  const {old, name, machine, drainSeconds, beforeFirstChange, closingFindings} = settings;
  const renews = name === old;
  const removal = {
    hosts: renews ? [] : [old],
    lost: new Set<HostName>(machine === 'alive' || renews ? [] : [old]),
    renewed: renews ? [old] : [],
    successors: renews ? [] : [name],
    drainSeconds,
    // A member that was added in this run makes up for the one that leaves.
    acceptReducedTolerance: settings.acceptReducedTolerance,
  };
  return {
    name: 'replace',
    joinable: () => [name],
    named: [name],
    removal,
    checkState: (desired, observed) => {
      // Unknown is not absent: an etcd that cannot be read is a finding of its own.
      if (!observed.etcd.known) return [];
      if (observed.etcd.value.is !== 'formed') return [noCluster(observed.etcd.value.is)];
      return [
        ...(renews ? otherMachine(name, desired, observed) : []),
        ...fewMembers(settings, desired),
        ...(renews ? [] : noRoom(settings, desired, observed)),
        ...removalForecast(name, removal, desired, observed),
      ];
    },
    extraChecks: (input, cluster) => oldResponds(input, cluster),
    beforeFirstChange,
    closingFindings,
  };
}

const noCluster = (etcd: 'absent' | 'forming'): Finding => ({
  code: 'replace/no-cluster',
  level: 'error',
  message: `no cluster found (etcd: ${etcd})`,
  fix: 'edit the host in the configuration, then build the cluster: `quorate apply`',
});

/** The new machine must be a fresh one, or the same one without its data: not a host of something else. */
const otherMachine = (name: HostName, desired: DesiredCluster, observed: ObservedCluster): readonly Finding[] =>
  findingsOf(
    identityProblems(identitySubject(desired, observed)).filter(
      ({host, code}) => host === name && code !== 'etcd/member-lost',
    ),
  );

/** With one or two voters each of them is needed while the members change. */
function fewMembers({old, name, acceptDowntime}: ReplaceSettings, {etcd}: DesiredCluster): readonly Finding[] {
  const voters = etcd.filter(({host}) => host !== old || old === name).length;
  if (acceptDowntime || voters > 2 || !etcd.some(({host}) => host === old || host === name)) return [];
  const why =
    voters === 1
      ? `etcd has one voter: while ${name} takes over it has two, and if either stops, it accepts no writes`
      : 'etcd has two voters, which tolerate no failure: if one stops while the members change, it accepts no writes';
  return [
    {
      code: 'replace/few-members',
      level: 'error',
      message: why,
      fix: 'take a snapshot first, then run the same command again with `--accept-downtime`',
    },
  ];
}

function noRoom({old, name, machine}: ReplaceSettings, desired: DesiredCluster, observed: ObservedCluster) {
  const voters = membersOf(observed).filter(({learner}) => !learner);
  const isNew = desired.etcd.some(({host}) => host === name) && !voters.some(({host}) => host === name);
  if (machine !== 'alive' || !isNew || voters.length < MOST_VOTERS) return [];
  if (!voters.some(({host, healthy}) => host === old && healthy)) return [];
  return [
    {
      code: 'replace/too-many-voters',
      level: 'error',
      message: `${name} would be voter ${voters.length + 1} of etcd before ${old} is removed; etcd supports at most ${MOST_VOTERS}`,
      fix: `remove ${old} first: \`quorate remove ${old} --accept-reduced-tolerance\`; then run the same command again`,
    } as const,
  ];
}

const membersOf = ({etcd}: ObservedCluster): readonly EtcdMember[] =>
  etcd.known && etcd.value.is === 'formed' ? etcd.value.members : [];

/** A healthy member leaves after the new one has joined; one that is down leaves before. */
function removalForecast(
  name: HostName,
  removal: NonNullable<Verb['removal']>,
  desired: DesiredCluster,
  observed: ObservedCluster,
): readonly Finding[] {
  const targets = removalTargets(removal, desired, observed);
  const isFirst = inOrder(targets, observed).first.length > 0;
  return forecast(targets, isFirst ? observed : withJoined(name, desired, observed), removal);
}

function withJoined(name: HostName, desired: DesiredCluster, observed: ObservedCluster): ObservedCluster {
  const wanted = desired.etcd.find(({host}) => host === name);
  const {etcd} = observed;
  if (wanted === undefined || !etcd.known || etcd.value.is !== 'formed') return observed;
  const isNew = ({peerUrl, host}: EtcdMember) => peerUrl === wanted.peerUrl || host === name;
  const found = etcd.value.members.find(isNew);
  if (found?.learner === false) return observed;
  const joined: EtcdMember = {
    id: found?.id ?? etcdId('0'),
    host: name,
    name,
    peerUrl: wanted.peerUrl,
    learner: false,
    healthy: true,
    leader: false,
  };
  const members = [...etcd.value.members.filter(member => !isNew(member)), joined];
  return {...observed, etcd: known({...etcd.value, members})};
}

/** Asked once, before anything is changed. The plan waits for it as well: a host that just stopped may still be known. */
async function oldResponds({removal, observed}: PlanInput, {etcd}: ClusterClient): Promise<readonly Finding[]> {
  if (removal === undefined) return [];
  const {first, last} = inOrder(removal, observed);
  const lost = [...first, ...last].filter(({host}) => removal.lost.has(host) || removal.renewed?.includes(host));
  const answers = await Promise.all(
    lost.map(async each => ({...each, answer: await etcd.isReachableByPeers(each.peerUrl)})),
  );
  return answers
    .filter(({answer}) => answer.known && answer.value)
    .map(({host}) => ({
      code: 'replace/old-responds',
      level: 'error',
      message: `${host} does not answer here, and its etcd member answers the other members; an unreachable host may still be running`,
      fix: `make ${host} reachable, or power it off; then run the same command again`,
    }));
}
