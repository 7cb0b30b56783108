import {canBeIgnored, ignorePreflight} from '../core/checks/preflight/ignore.js';
import {preflight} from '../core/checks/preflight/preflight.js';
import {unmanagedEtcdFindings} from '../core/checks/preflight/unmanaged-etcd.js';
import {versionsDiffer} from '../core/checks/upgrade/versions-differ.js';
import {findingsOf} from '../core/diagnosis/findings.js';
import {Failure} from '../core/failure.js';
import {identityProblems} from '../core/identity/judge.js';
import {identitySubject} from '../core/identity/subject.js';
import {errors, type Finding} from '../core/model/finding.js';
import type {HostName} from '../core/model/names.js';
import type {HostFacts} from '../core/model/observed.js';
import {managedHosts} from '../core/model/scope.js';
import {growthForecast} from '../core/plan/etcd-join-forecast.js';
import type {PlanInput} from '../core/plan/input.js';
import {judgeSources} from '../core/plan/secret-sources.js';
import {versionChanges} from '../core/versions/changes.js';
import type {ClusterClient} from '../ports/cluster.js';
import type {Input, Verb} from './verb.js';

/**
 * Everything that speaks against going on, each kind shown whole: hosts that are others than the configuration says,
 * then hosts that cannot be read, then permission, then preflight. Returns the warnings.
 */
export async function runChecks(
  verb: Verb,
  input: Input,
  situation: PlanInput,
  cluster: ClusterClient,
): Promise<readonly Finding[]> {
  const whose = identityProblems(identitySubject(input.desired, situation.observed, leavingIn(verb)));
  throwOnErrors(
    'refused',
    `${verb.name} is not possible: the configuration and the hosts contradict each other`,
    findingsOf(whose),
  );
  const warnings = unreadable(verb, input, situation, cluster);
  // First, for what there is in etcd says whether there is a cluster at all.
  const aboutStore = ignorePreflight(
    unmanagedEtcdFindings(situation.desired, situation.observed),
    input.ignorePreflight,
  );
  throwOnErrors('preflight', 'the etcd in spec.etcd.endpoints cannot be used', aboutStore);
  throwOnErrors('refused', `${verb.name} is not possible now`, [
    ...verb.checkState(input.desired, situation.observed),
    ...etcdUnknown(situation),
    ...judgeSources(situation.desired, situation.observed),
    ...growthForecast(situation),
    ...(verb.versions === undefined ? versionsDiffer(versionChanges(situation.observed, situation.release)) : []),
  ]);
  const looked = (await verb.extraChecks?.(situation, cluster)) ?? [];
  throwOnErrors('refused', `${verb.name} is not possible now`, looked);
  const found = ignorePreflight(
    preflight(situation.desired, readable(situation), {newHosts: newHosts(situation), release: input.release}),
    input.ignorePreflight,
  );
  throwOnErrors('preflight', 'the hosts are not ready for this', found);
  return [...warnings, ...aboutStore.filter(({code}) => code !== 'IgnorePreflight'), ...looked, ...found];
}

/**
 * A host that takes part, or that may hold keys or a member, must be readable; any other is left alone and said so. Of
 * those that leave, their verb says what is to be understood.
 */
function unreadable(
  {removal}: Verb,
  {desired}: Input,
  {desired: taking, observed}: PlanInput,
  cluster: ClusterClient,
): readonly Finding[] {
  const matters = (name: HostName) =>
    taking.hosts.some(host => host.name === name) ||
    desired.etcd.some(member => member.host === name) ||
    desired.controlPlanes.some(controlPlane => controlPlane.host === name);
  const silent = [...observed.hosts].flatMap(([name, facts]) =>
    facts.known || removal?.hosts.includes(name) ? [] : [{name, why: facts.why}],
  );
  const troubles = silent
    .filter(({name}) => matters(name))
    .map(({name, why}) => cluster.troubleWith(name) ?? new Failure('hosts/unreadable', why));
  const [first] = troubles;
  if (troubles.length === 1 && first) throw first;
  if (first)
    throw new Failure('hosts/some-failed', troubles.map(trouble => trouble.message).join('\n'), {
      suggestions: [...new Set(troubles.flatMap(trouble => trouble.suggestions))],
      cause: first,
    });
  return silent.map(({name, why}) => {
    const [fix] = cluster.troubleWith(name)?.suggestions ?? [];
    const message = `${why}; ${name} is left alone`;
    return {code: 'hosts/left-alone', level: 'warning', message, ...(fix === undefined ? {} : {fix})};
  });
}

/** Nothing is planned for etcd while it is unknown what there is. */
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

/** Throws what is an error among them, as one Failure. */
export function throwOnErrors(area: string, what: string, findings: readonly Finding[]): void {
  const found = errors(findings);
  if (found.length === 0) return;
  const where = found.some(({code}) => code.startsWith('quorum/')) ? 'quorum' : area;
  throw new Failure(
    `${where}/findings`,
    [`${what}:`, ...found.map(({code, message}) => `  [ERROR ${code}]: ${message}`)].join('\n'),
    {
      suggestions: [
        ...new Set(found.flatMap(({fix}) => fix ?? [])),
        ...(area === 'preflight' ? allTheSame(found) : []),
      ],
    },
  );
}

function allTheSame(found: readonly Finding[]): readonly string[] {
  const names = [...new Set(found.filter(canBeIgnored).map(({code}) => code))];
  return names.length === 0 ? [] : [`to go on all the same: --ignore-preflight ${names.join(',')}`];
}

const newHosts = ({desired, observed}: PlanInput): readonly HostName[] => {
  const here = managedHosts(observed);
  return desired.hosts.map(host => host.name).filter(name => !here.has(name));
};

const readable = ({observed}: PlanInput): ReadonlyMap<HostName, HostFacts> =>
  new Map([...observed.hosts].flatMap(([name, facts]) => (facts.known ? [[name, facts.value] as const] : [])));

const leavingIn = ({removal}: Verb) =>
  removal === undefined ? {} : {leaving: new Set(removal.hosts), lost: removal.lost};
