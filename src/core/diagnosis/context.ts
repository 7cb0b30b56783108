import type {Action} from '../actions/action.js';
import {isDue} from '../actions/action.js';
import type {Release} from '../artifacts/bundle.js';
import {identityProblems} from '../identity/judge.js';
import {type IdentityProblem, identitySubject} from '../identity/subject.js';
import type {DesiredCluster} from '../model/desired.js';
import {type Fact, unknown} from '../model/fact.js';
import type {HostName} from '../model/names.js';
import type {ObservedCluster} from '../model/observed.js';
import {isManaged, restrictTo} from '../model/scope.js';
import {CAS, isCa} from '../pki/cas.js';
import {readCertificate} from '../pki/certificate-file.js';
import {casAtHome} from '../pki/home/at-home.js';
import {judgeHome} from '../pki/home/judge.js';
import {sharedNames} from '../pki/shared-secrets.js';
import type {PlanInput, RolloutOptions} from '../plan/input.js';
import {planCluster} from '../plan/plan.js';
import {ETCD_BOOTSTRAP_ENV} from '../render/etcd/bootstrap.js';
import {ETCD_MARKERS} from '../render/etcd/marker.js';
import type {Templates} from '../render/types.js';
import type {Evidence} from './evidence.js';
import type {LossQuery} from './loss-query.js';
import type {Membership} from './member-status.js';
import {membershipOf} from './membership.js';

/** Everything that a diagnosis is computed from. */
export interface DiagnosisInput {
  /** The cluster of the configuration, with all of its hosts. */
  readonly desired: DesiredCluster;
  readonly evidence: Evidence;
  /** A stand-in if `noBundle` is set. */
  readonly release: Release;
  /** Why no bundle could be opened. Files, images and objects are not compared then. */
  readonly noBundle?: string;
  readonly templates: Templates;
  /** The time that the validity of certificates is judged by. */
  readonly now: Date;
  readonly question?: LossQuery;
}

/** The input and what several rules need of it. */
export interface DiagnosisContext extends DiagnosisInput {
  readonly situation: PlanInput;
  readonly membership: Fact<Membership>;
  /** Machines that are not the hosts of the configuration. */
  readonly identity: readonly IdentityProblem[];
  /** The actions that the planner would take for what differs on a host or in the cluster. */
  readonly due: readonly Action[];
}

export function buildContext(given: DiagnosisInput): DiagnosisContext {
  const input = {...given, evidence: ofConfiguredHosts(given.desired, given.evidence)};
  const {desired, evidence, release, templates, now} = input;
  const identity = identityProblems(identitySubject(desired, evidence.observed));
  const strangers = unusableHosts(input, identity);
  const observed = withUsableHome(desired, withoutFactsOf(strangers, evidence.observed));
  const situation = {desired: restrictTo(desired, participants(input, strangers)), observed, release, templates, now};
  const due = dueIn(situation).filter(action => !('host' in action && strangers.has(action.host)));
  return {
    ...input,
    situation,
    membership: membershipOf(desired, evidence),
    identity,
    due: due.filter(action => input.noBundle === undefined || !isOfBundle(action)),
  };
}

/** Without the hosts that this run removed: they were observed too. */
function ofConfiguredHosts({hosts}: DesiredCluster, evidence: Evidence): Evidence {
  const names = new Set(hosts.map(({name}) => name));
  const of = <T>(facts: ReadonlyMap<HostName, T>): ReadonlyMap<HostName, T> =>
    new Map([...facts].filter(([host]) => names.has(host)));
  return {
    ...evidence,
    observed: {...evidence.observed, hosts: of(evidence.observed.hosts), apiReady: of(evidence.observed.apiReady)},
    members: of(evidence.members),
    hosts: of(evidence.hosts),
    links: evidence.links.filter(({from, to}) => names.has(from) && names.has(to)),
  };
}

/** Machines without anything of this cluster, and machines that are another host than configured. */
function unusableHosts(
  {desired, evidence}: DiagnosisInput,
  identity: DiagnosisContext['identity'],
): ReadonlySet<HostName> {
  const others = new Set(identity.filter(({code}) => ANOTHER.includes(code)).map(({host}) => host));
  const names = desired.hosts.map(({name}) => name);
  return new Set(names.filter(name => others.has(name) || isFresh(name, evidence)));
}

const ANOTHER: readonly string[] = ['identity/other-cluster', 'identity/other-host'];

/** The facts of such a machine are not facts of the host. */
const withoutFactsOf = (strangers: ReadonlySet<HostName>, observed: ObservedCluster): ObservedCluster => ({
  ...observed,
  hosts: new Map(
    [...observed.hosts].map(([host, facts]) => [
      host,
      strangers.has(host) ? unknown('another machine answers for it') : facts,
    ]),
  ),
});

/** Where the directory of the operator lacks a CA, or has another one, the hosts show what the cluster has. */
const withUsableHome = (desired: DesiredCluster, observed: ObservedCluster): ObservedCluster =>
  observed.caHome === undefined || casAtHome(desired).every(name => judgeHome(name, observed).length === 0)
    ? observed
    : {...observed, caHome: unknown('is not that of the cluster')};

/**
 * Hosts that the cluster is set up for: those that cannot be read, and those that etcd or the API lists although another
 * machine answers.
 */
function participants({desired, evidence}: DiagnosisInput, strangers: ReadonlySet<HostName>): ReadonlySet<HostName> {
  const {etcd} = evidence.observed;
  const members = etcd.known && etcd.value.is === 'formed' ? etcd.value.members : [];
  const nodes = evidence.kube.known ? evidence.kube.value.nodes : [];
  const isListed = (name: HostName) =>
    members.some(({host}) => host === name) || nodes.some(node => node.name === name);
  const names = desired.hosts.map(({name}) => name);
  return new Set(names.filter(name => !strangers.has(name) || isListed(name)));
}

export function isFresh(name: HostName, {observed}: Evidence): boolean {
  const facts = observed.hosts.get(name);
  return facts?.known === true && !isManaged(facts.value);
}

/** Any options make the planner include version changes, which are drift here whether or not a run permits them. */
const DRIFT: RolloutOptions = {maxUnavailable: 1, drainSeconds: 0, healthSeconds: 0};

/** Without restarts that only follow from another action. */
function dueIn(situation: PlanInput): readonly Action[] {
  if (unreadableCas(situation).length > 0) return [];
  const actions = planCluster({...situation, rollout: DRIFT}).flatMap(stage => stage.actions);
  return [...new Set(actions)].filter(action => !isOfBootstrap(action) && isDue(action, situation));
}

/** Actions that depend on the artifacts of the bundle or on text rendered for their versions. */
const isOfBundle = ({kind}: Action): boolean =>
  kind === 'artifact/install' ||
  kind === 'artifact/fetch' ||
  kind === 'image/import' ||
  kind === 'link/put' ||
  kind === 'file/put' ||
  kind === 'kube/apply';

/** Start files of etcd depend on the moment of the run. membershipRecordRule judges what is left of them. */
const isOfBootstrap = (action: Action): boolean =>
  action.kind === 'file/put' && (action.path === ETCD_BOOTSTRAP_ENV || ETCD_MARKERS.some(path => path === action.path));

/** CA certificates that cannot be parsed: no certificate can be verified against them. */
export function unreadableCas({desired, observed}: PlanInput): readonly {host: HostName; path: string}[] {
  return desired.controlPlanes.flatMap(({host}) => {
    const facts = observed.hosts.get(host);
    if (facts?.known !== true) return [];
    return caPaths(desired)
      .filter(path => {
        const text = facts.value.publicTexts.get(path);
        return text !== undefined && readCertificate(text) === undefined;
      })
      .map(path => ({host, path}));
  });
}

const caPaths = (desired: DesiredCluster): readonly string[] =>
  sharedNames(desired).flatMap(name => (isCa(name) ? [CAS[name].certPath] : []));

export const factOf = <K, T>(facts: ReadonlyMap<K, Fact<T>>, key: K): Fact<T> =>
  facts.get(key) ?? unknown('was not asked');

/** The value, or undefined if it is unknown. */
export const knownValue = <T>(fact: Fact<T> | undefined): T | undefined =>
  fact?.known === true ? fact.value : undefined;

export const knownOf = <K, T>(facts: ReadonlyMap<K, Fact<T>>): readonly (readonly [K, T])[] =>
  [...facts].flatMap(([key, fact]) => (fact.known ? [[key, fact.value] as const] : []));
