import {versionChanges} from '../core/artifacts/changes.js';
import {canBeIgnored, ignorePreflight} from '../core/checks/preflight/ignore.js';
import {preflight} from '../core/checks/preflight/preflight.js';
import {unmanagedEtcdFindings} from '../core/checks/preflight/unmanaged-etcd.js';
import {versionsDiffer} from '../core/checks/upgrade/versions-differ.js';
import {findingsOf} from '../core/diagnosis/findings.js';
import {endingCaFindings, endingWhereLeftOut} from '../core/diagnosis/rules/ending.js';
import {exposedKeys} from '../core/diagnosis/rules/exposed-keys.js';
import {extraTrustFindings, unfinishedRotations} from '../core/diagnosis/rules/rotation.js';
import {Failure} from '../core/failure.js';
import {identityProblems} from '../core/identity/judge.js';
import {identitySubject} from '../core/identity/subject.js';
import type {DesiredCluster} from '../core/model/desired.js';
import {errors, type Finding} from '../core/model/finding.js';
import type {HostName} from '../core/model/names.js';
import type {HostFacts, ObservedCluster} from '../core/model/observed.js';
import {managedHosts, restrictTo} from '../core/model/scope.js';
import {judgeSources} from '../core/pki/secret-sources.js';
import {growthForecast} from '../core/plan/etcd-join-forecast.js';
import type {PlanInput} from '../core/plan/input.js';
import {afterFirstRemovals} from '../core/plan/removal-targets.js';
import {alarmRemedy} from '../core/quorum/refusals.js';
import type {ClusterClient} from '../ports/cluster.js';
import {etcdUnknown} from './etcd-unknown.js';
import {refuseUnreadable} from './unreadable.js';
import type {Request, Verb} from './verb.js';

/**
 * Every reason not to continue, one kind after another: hosts that are not what the configuration says, hosts that cannot
 * be read and may hold a cluster, refusals of the verb, preflight. Throws a Failure with all errors of the first kind that
 * has any; returns the warnings of all kinds.
 */
export async function runChecks(
  verb: Verb,
  request: Request,
  input: PlanInput,
  cluster: ClusterClient,
): Promise<readonly Finding[]> {
  const {desired, ignorePreflight: ignored} = request;
  const {observed} = input;
  const refused = `${verb.name} is not possible`;
  checkIdentity(verb, desired, observed);
  refuseUnreadable(verb, request, input, cluster);
  // First: the state of etcd says whether there is a cluster at all.
  const unmanagedEtcd = ignorePreflight(unmanagedEtcdFindings(withoutLeftOut(input), observed), ignored);
  throwOnErrors('preflight', 'the etcd in spec.etcd.endpoints cannot be used', unmanagedEtcd);
  throwOnErrors('refused', `${refused} now`, [
    ...verb.checkState(desired, observed),
    ...etcdUnknown(verb, input),
    ...limitWithoutCluster(request, input),
    ...judgeSources(withUnread(desired, input), observed),
    ...growthForecast({...input, observed: afterFirstRemovals(input.removal, observed)}),
    ...(verb.versions === undefined
      ? [...etcdAlarms(input), ...versionsDiffer(versionChanges(observed, input.release))]
      : []),
  ]);
  const extra = (await verb.extraChecks?.(input, cluster)) ?? [];
  throwOnErrors('refused', `${refused} now`, extra);
  const found = checkHosts(input, ignored);
  return [
    ...unmanagedEtcd.filter(({code}) => code !== 'IgnorePreflightErrors'),
    ...extra,
    ...found,
    ...findingsOf([
      ...exposedKeys(input.desired, observed),
      ...extraTrustFindings(input.desired, observed),
      ...ending(input),
      ...(verb.rotates === true ? [] : unfinishedRotations(input.desired, observed)),
    ]).map(each => ({...each, level: 'warning'}) as const),
  ];
}

/** A run renews what it can: not CAs, and nothing on hosts that it leaves out. */
const ending = ({desired, observed, leftOut, now}: PlanInput) => [
  ...endingCaFindings(desired, observed, now),
  ...endingWhereLeftOut([...(leftOut?.keys() ?? [])], desired, observed, now),
];

/** Preflight. Throws a Failure with all errors; returns what else was found. */
export function checkHosts(input: PlanInput, ignored: readonly string[]): readonly Finding[] {
  const hosts = {newHosts: newHosts(input), release: input.release};
  const found = ignorePreflight(preflight(input.desired, readable(input), hosts), ignored);
  throwOnErrors('preflight', 'the hosts do not meet the requirements', found);
  return found;
}

/** Throws a Failure when hosts are not what the configuration says. */
export function checkIdentity(verb: Verb, desired: DesiredCluster, observed: ObservedCluster): void {
  const problems = identityProblems(identitySubject(desired, observed, removalOf(verb)));
  throwOnErrors(
    'refused',
    `${verb.name} is not possible: the configuration and the hosts contradict each other`,
    findingsOf(problems),
  );
}

/** An endpoint of an unmanaged etcd is judged from the control planes of this run. */
const withoutLeftOut = ({desired, leftOut}: PlanInput): DesiredCluster =>
  leftOut?.size
    ? restrictTo(desired, new Set(desired.hosts.map(({name}) => name).filter(name => !leftOut.has(name))))
    : desired;

/** A control plane that cannot be read may have keys of the cluster, also if the API does not know it. */
const withUnread = (desired: DesiredCluster, {desired: {hosts}, observed, removal}: PlanInput): DesiredCluster =>
  restrictTo(
    desired,
    new Set([
      ...hosts.map(({name}) => name),
      ...[...observed.hosts].flatMap(([name, facts]) => (facts.known || removal?.hosts.includes(name) ? [] : [name])),
    ]),
  );

/** A cluster is bootstrapped from all hosts that it starts with: from some of them it would become another one. */
function limitWithoutCluster({limit}: Request, {observed: {etcd}}: PlanInput): readonly Finding[] {
  if (limit === undefined || !etcd.known || etcd.value.is === 'formed') return [];
  return [
    {
      code: 'refused/limit-no-cluster',
      level: 'error',
      message: `--limit needs a running cluster, and etcd is ${etcd.value.is}`,
      fix: 'create the cluster first: `quorate init`, or without --limit `quorate apply`',
    },
  ];
}

/** Without this a run would wait for Nodes that the API cannot store. An upgrade and a removal have checks of their own. */
function etcdAlarms({desired, observed: {etcd}}: PlanInput): readonly Finding[] {
  const alarms = etcd.known && etcd.value.is === 'formed' ? (etcd.value.alarms ?? []) : [];
  return alarms.map(alarm => ({
    code: 'quorum/etcd-alarm',
    level: 'error',
    message: `etcd has raised an alarm and accepts no writes: ${alarm}`,
    fix: desired.unmanagedEtcd === undefined ? alarmRemedy(alarm) : 'ask the operator of that etcd to clear the alarm',
  }));
}

const FOUND = {
  refused: 'refused/findings',
  preflight: 'preflight/findings',
  quorum: 'quorum/findings',
} as const;

/** Throws all errors among the findings as one Failure. */
export function throwOnErrors(area: 'refused' | 'preflight', what: string, findings: readonly Finding[]): void {
  const found = errors(findings);
  if (found.length === 0) return;
  const where = found.some(({code}) => code.startsWith('quorum/')) ? 'quorum' : area;
  throw new Failure(
    FOUND[where],
    [`${what}:`, ...found.map(({code, message}) => `  [ERROR ${code}]: ${message}`)].join('\n'),
    {
      suggestions: [
        ...new Set(found.flatMap(({fix}) => fix ?? [])),
        ...(area === 'preflight' ? toProceedAnyway(found) : []),
      ],
    },
  );
}

function toProceedAnyway(found: readonly Finding[]): readonly string[] {
  const names = [...new Set(found.filter(canBeIgnored).map(({code}) => code))];
  return names.length === 0 ? [] : [`to proceed anyway: --ignore-preflight-errors=${names.join(',')}`];
}

const newHosts = ({desired, observed}: PlanInput): readonly HostName[] => {
  const here = managedHosts(observed);
  return desired.hosts.map(host => host.name).filter(name => !here.has(name));
};

/** Nothing is checked on hosts on which nothing is done. */
const readable = ({observed, leftOut}: PlanInput): ReadonlyMap<HostName, HostFacts> =>
  new Map(
    [...observed.hosts].flatMap(([name, facts]) =>
      facts.known && !leftOut?.has(name) ? [[name, facts.value] as const] : [],
    ),
  );

const removalOf = ({removal}: Verb) =>
  removal === undefined ? {} : {leaving: new Set([...removal.hosts, ...(removal.renewed ?? [])]), lost: removal.lost};
