import {versionChanges} from '../core/artifacts/changes.js';
import {canBeIgnored, ignorePreflight} from '../core/checks/preflight/ignore.js';
import {preflight} from '../core/checks/preflight/preflight.js';
import {unmanagedEtcdFindings} from '../core/checks/preflight/unmanaged-etcd.js';
import {versionsDiffer} from '../core/checks/upgrade/versions-differ.js';
import {findingsOf} from '../core/diagnosis/findings.js';
import {Failure} from '../core/failure.js';
import {identityProblems} from '../core/identity/judge.js';
import {identitySubject} from '../core/identity/subject.js';
import type {DesiredCluster} from '../core/model/desired.js';
import {errors, type Finding} from '../core/model/finding.js';
import type {HostName} from '../core/model/names.js';
import type {HostFacts} from '../core/model/observed.js';
import {managedHosts} from '../core/model/scope.js';
import {judgeSources} from '../core/pki/secret-sources.js';
import {growthForecast} from '../core/plan/etcd-join-forecast.js';
import type {PlanInput} from '../core/plan/input.js';
import {alarmRemedy} from '../core/quorum/refusals.js';
import type {ClusterClient} from '../ports/cluster.js';
import type {Request, Verb} from './verb.js';

/**
 * Every reason not to continue, one kind after another: hosts that are not what the configuration says, hosts that cannot
 * be read, refusals of the verb, preflight. Throws a Failure with all errors of the first kind that has any; returns the
 * warnings of all kinds.
 */
export async function runChecks(
  verb: Verb,
  {desired, ignorePreflight: ignored}: Request,
  input: PlanInput,
  cluster: ClusterClient,
): Promise<readonly Finding[]> {
  const {observed} = input;
  const refused = `${verb.name} is not possible`;
  const identity = identityProblems(identitySubject(desired, observed, removalOf(verb)));
  throwOnErrors('refused', `${refused}: the configuration and the hosts contradict each other`, findingsOf(identity));
  const skipped = skipUnreadable(verb, desired, input, cluster);
  // First: the state of etcd says whether there is a cluster at all.
  const unmanagedEtcd = ignorePreflight(unmanagedEtcdFindings(input.desired, observed), ignored);
  throwOnErrors('preflight', 'the etcd in spec.etcd.endpoints cannot be used', unmanagedEtcd);
  throwOnErrors('refused', `${refused} now`, [
    ...verb.checkState(desired, observed),
    ...etcdUnknown(input),
    ...judgeSources(input.desired, observed),
    ...growthForecast(input),
    ...(verb.versions === undefined
      ? [...etcdAlarms(input), ...versionsDiffer(versionChanges(observed, input.release))]
      : []),
  ]);
  const extra = (await verb.extraChecks?.(input, cluster)) ?? [];
  throwOnErrors('refused', `${refused} now`, extra);
  const hosts = {newHosts: newHosts(input), release: input.release};
  const found = ignorePreflight(preflight(input.desired, readable(input), hosts), ignored);
  throwOnErrors('preflight', 'the hosts do not meet the requirements', found);
  return [...skipped, ...unmanagedEtcd.filter(({code}) => code !== 'IgnorePreflightErrors'), ...extra, ...found];
}

/**
 * A host that takes part, or that may hold keys or a member, must be readable. Any other is skipped, with a warning.
 * Hosts that are removed are judged by their verb.
 */
function skipUnreadable(
  {removal}: Verb,
  desired: DesiredCluster,
  {desired: participating, observed}: PlanInput,
  cluster: ClusterClient,
): readonly Finding[] {
  const matters = (name: HostName) =>
    participating.hosts.some(host => host.name === name) ||
    desired.etcd.some(member => member.host === name) ||
    desired.controlPlanes.some(controlPlane => controlPlane.host === name);
  const unread = [...observed.hosts].flatMap(([name, facts]) =>
    facts.known || removal?.hosts.includes(name) ? [] : [{name, why: facts.why}],
  );
  const troubles = unread
    .filter(({name}) => matters(name))
    .map(({name, why}) => cluster.troubleWith(name) ?? new Failure('hosts/unreadable', why));
  const [first] = troubles;
  if (troubles.length === 1 && first) throw first;
  if (first)
    throw new Failure('hosts/some-failed', troubles.map(trouble => trouble.message).join('\n'), {
      suggestions: [...new Set(troubles.flatMap(trouble => trouble.suggestions))],
      cause: first,
    });
  return unread.map(({name, why}) => {
    const [fix] = cluster.troubleWith(name)?.suggestions ?? [];
    return {
      code: 'hosts/skipped',
      level: 'warning',
      message: `skipping ${name}: ${why}`,
      ...(fix === undefined ? {} : {fix}),
    };
  });
}

/** While the state of etcd is unknown nothing is planned for it. */
function etcdUnknown({observed}: PlanInput): readonly Finding[] {
  if (observed.etcd.known) return [];
  return [
    {
      code: 'etcd/unreadable',
      level: 'error',
      message: `etcd: ${observed.etcd.why}`,
      fix: 'start the members that are down, then run the same command again',
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

const readable = ({observed}: PlanInput): ReadonlyMap<HostName, HostFacts> =>
  new Map([...observed.hosts].flatMap(([name, facts]) => (facts.known ? [[name, facts.value] as const] : [])));

const removalOf = ({removal}: Verb) =>
  removal === undefined ? {} : {leaving: new Set(removal.hosts), lost: removal.lost};
