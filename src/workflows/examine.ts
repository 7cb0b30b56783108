import {errors, type Finding} from '../core/cluster/finding.js';
import type {HostName} from '../core/cluster/names.js';
import type {HostFacts} from '../core/cluster/observed.js';
import {present} from '../core/cluster/scope.js';
import {findingsOf} from '../core/diagnosis/findings.js';
import {Failure} from '../core/failure.js';
import {identityProblems} from '../core/identity/judge.js';
import {identitySubject} from '../core/identity/subject.js';
import {growthForecast} from '../core/plan/growth-forecast.js';
import type {Situation} from '../core/plan/situation.js';
import {judgeSources} from '../core/plan/sources.js';
import {canBeIgnored, ignorePreflight} from '../core/preflight/ignore.js';
import {preflight} from '../core/preflight/preflight.js';
import {storeFindings} from '../core/preflight/store.js';
import {versionsDiffer} from '../core/upgrade/differ.js';
import {movesOf} from '../core/upgrade/move.js';
import type {Site} from '../run/site.js';
import type {Flow} from './flow.js';
import type {Input} from './input.js';

/**
 * Everything that speaks against going on, each kind shown whole: hosts that are others than the configuration says,
 * then hosts that cannot be read, then permission, then preflight. Returns the warnings.
 */
export async function examine(flow: Flow, input: Input, situation: Situation, site: Site): Promise<readonly Finding[]> {
  const whose = identityProblems(identitySubject(input.desired, situation.observed, leavingIn(flow)));
  refuse(
    'refused',
    `${flow.name} is not possible: the configuration and the hosts contradict each other`,
    findingsOf(whose),
  );
  const warnings = unreadable(flow, input, situation, site);
  // First, for what there is in etcd says whether there is a cluster at all.
  const aboutStore = ignorePreflight(storeFindings(situation.desired, situation.observed), input.ignorePreflight);
  refuse('preflight', 'the etcd in spec.etcd.endpoints cannot be used', aboutStore);
  refuse('refused', `${flow.name} is not possible now`, [
    ...flow.permit(input.desired, situation.observed),
    ...etcdUnknown(situation),
    ...judgeSources(situation.desired, situation.observed),
    ...growthForecast(situation),
    ...(flow.versions === undefined ? versionsDiffer(movesOf(situation.observed, situation.release)) : []),
  ]);
  const looked = (await flow.look?.(situation, site)) ?? [];
  refuse('refused', `${flow.name} is not possible now`, looked);
  const found = ignorePreflight(
    preflight(situation.desired, readable(situation), {newcomers: newcomers(situation), release: input.release}),
    input.ignorePreflight,
  );
  refuse('preflight', 'the hosts are not ready for this', found);
  return [...warnings, ...aboutStore.filter(({code}) => code !== 'IgnorePreflight'), ...looked, ...found];
}

/**
 * A host that takes part, or that may hold keys or a member, must be readable; any other is left alone and said so. Of
 * those that leave, their verb says what is to be understood.
 */
function unreadable(
  {leaves}: Flow,
  {desired}: Input,
  {desired: taking, observed}: Situation,
  site: Site,
): readonly Finding[] {
  const matters = (name: HostName) =>
    taking.hosts.some(host => host.name === name) ||
    desired.etcd.some(member => member.host === name) ||
    desired.controlPlanes.some(controlPlane => controlPlane.host === name);
  const silent = [...observed.hosts].flatMap(([name, facts]) =>
    facts.known || leaves?.hosts.includes(name) ? [] : [{name, why: facts.why}],
  );
  const troubles = silent
    .filter(({name}) => matters(name))
    .map(({name, why}) => site.troubleWith(name) ?? new Failure('hosts/unreadable', why));
  const [first] = troubles;
  if (troubles.length === 1 && first) throw first;
  if (first)
    throw new Failure('hosts/some-failed', troubles.map(trouble => trouble.message).join('\n'), {
      suggestions: [...new Set(troubles.flatMap(trouble => trouble.suggestions))],
      cause: first,
    });
  return silent.map(({name, why}) => {
    const [fix] = site.troubleWith(name)?.suggestions ?? [];
    const message = `${why}; ${name} is left alone`;
    return {code: 'hosts/left-alone', level: 'warning', message, ...(fix === undefined ? {} : {fix})};
  });
}

/** Nothing is planned for etcd while it is unknown what there is. */
function etcdUnknown({observed}: Situation): readonly Finding[] {
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
export function refuse(area: string, what: string, findings: readonly Finding[]): void {
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

const newcomers = ({desired, observed}: Situation): readonly HostName[] => {
  const here = present(observed);
  return desired.hosts.map(host => host.name).filter(name => !here.has(name));
};

const readable = ({observed}: Situation): ReadonlyMap<HostName, HostFacts> =>
  new Map([...observed.hosts].flatMap(([name, facts]) => (facts.known ? [[name, facts.value] as const] : [])));

const leavingIn = ({leaves}: Flow) => (leaves === undefined ? {} : {leaving: new Set(leaves.hosts), lost: leaves.lost});
