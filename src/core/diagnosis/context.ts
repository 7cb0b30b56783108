import {identityProblems} from '../identity/judge.js';
import {type IdentityProblem, identitySubject} from '../identity/subject.js';
import type {DesiredCluster} from '../model/desired.js';
import {type Fact, unknown} from '../model/fact.js';
import type {HostName} from '../model/names.js';
import type {ObservedCluster} from '../model/observed.js';
import {isManaged, restrictTo} from '../model/scope.js';
import {CAS, isCa} from '../pki/cas.js';
import {readCertificate} from '../pki/certificate-file.js';
import {sharedNames} from '../pki/shared-secrets.js';
import type {Action} from '../plan/action.js';
import {isDue} from '../plan/due.js';
import type {PlanInput, RolloutOptions} from '../plan/input.js';
import {planCluster} from '../plan/plan.js';
import {ETCD_BOOTSTRAP_ENV} from '../render/etcd/bootstrap.js';
import {ETCD_MARKERS} from '../render/etcd/marker.js';
import type {Templates} from '../render/types.js';
import type {Release} from '../versions/bundle.js';
import type {Evidence} from './evidence.js';
import type {LossQuery} from './loss-query.js';
import type {Membership} from './member-status.js';
import {membershipOf} from './membership.js';

/** All that a diagnosis follows from. */
export interface DiagnosisInput {
  /** The whole cluster of the configuration. */
  readonly desired: DesiredCluster;
  readonly evidence: Evidence;
  /** A stand-in where `noBundle` says why there is no other. */
  readonly release: Release;
  /** Why no bundle could be opened: nothing is compared with what it would hold then. */
  readonly noBundle?: string;
  readonly templates: Templates;
  /** The moment certificates are judged at. */
  readonly now: Date;
  readonly question?: LossQuery;
}

/** The same with what several rules ask for. */
export interface DiagnosisContext extends DiagnosisInput {
  readonly situation: PlanInput;
  readonly membership: Fact<Membership>;
  /** Hosts that are not those of the configuration. */
  readonly identity: readonly IdentityProblem[];
  /** What the planner would do, as far as the host or the cluster itself shows that it is to be done. */
  readonly due: readonly Action[];
}

export function buildContext(whole: DiagnosisInput): DiagnosisContext {
  const input = {...whole, evidence: about(whole.desired, whole.evidence)};
  const {desired, evidence, release, templates, now} = input;
  const identity = identityProblems(identitySubject(desired, evidence.observed));
  const strangers = strangersIn(input, identity);
  const observed = without(strangers, evidence.observed);
  const situation = {desired: restrictTo(desired, taking(input, strangers)), observed, release, templates, now};
  const due = dueIn(situation).filter(action => !('host' in action && strangers.has(action.host)));
  return {
    ...input,
    situation,
    membership: membershipOf(desired, evidence),
    identity,
    due: due.filter(action => input.noBundle === undefined || !isOfBundle(action)),
  };
}

/** A host that has just left was looked at as well, and is not missed. */
function about({hosts}: DesiredCluster, evidence: Evidence): Evidence {
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

/** Machines that carry nothing of this cluster, or not what the configuration says of them. */
function strangersIn(
  {desired, evidence}: DiagnosisInput,
  identity: DiagnosisContext['identity'],
): ReadonlySet<HostName> {
  const others = new Set(identity.filter(({code}) => ANOTHER.includes(code)).map(({host}) => host));
  const names = desired.hosts.map(({name}) => name);
  return new Set(names.filter(name => others.has(name) || isFresh(name, evidence)));
}

const ANOTHER: readonly string[] = ['identity/other-cluster', 'identity/other-host'];

/** What such a machine holds says nothing of the host that it stands for. */
const without = (strangers: ReadonlySet<HostName>, observed: ObservedCluster): ObservedCluster => ({
  ...observed,
  hosts: new Map(
    [...observed.hosts].map(([host, facts]) => [host, strangers.has(host) ? unknown('its machine is another') : facts]),
  ),
});

/**
 * A host that cannot be read may well take part. One whose machine is another does where the cluster knows it: the
 * others are still set up for it.
 */
function taking({desired, evidence}: DiagnosisInput, strangers: ReadonlySet<HostName>): ReadonlySet<HostName> {
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

/** Whether versions may move is a question to a run: a version that is not the one asked for has drifted all the same. */
const DRIFT: RolloutOptions = {maxUnavailable: 1, drainSeconds: 0, healthSeconds: 0};

/** The planner restarts what reads a changed file; here only what is wrong in itself counts. */
function dueIn(situation: PlanInput): readonly Action[] {
  if (unreadableCas(situation).length > 0) return [];
  const actions = planCluster({...situation, rollout: DRIFT}).flatMap(stage => stage.actions);
  return [...new Set(actions)].filter(action => !isOfFormation(action) && isDue(action, situation));
}

/** What is compared with artifacts, or with text that is written for their versions. */
const isOfBundle = ({kind}: Action): boolean =>
  kind === 'artifact/install' ||
  kind === 'image/import' ||
  kind === 'link/put' ||
  kind === 'file/put' ||
  kind === 'kube/apply';

/** Files of a start of etcd go by the moment: what is left of one is judged by the seal. */
const isOfFormation = (action: Action): boolean =>
  action.kind === 'file/put' && (action.path === ETCD_BOOTSTRAP_ENV || ETCD_MARKERS.some(path => path === action.path));

/** Nothing can be judged against an authority whose certificate is none. */
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

/** The value, undefined where it is not known. */
export const knownValue = <T>(fact: Fact<T> | undefined): T | undefined =>
  fact?.known === true ? fact.value : undefined;

export const knownOf = <K, T>(facts: ReadonlyMap<K, Fact<T>>): readonly (readonly [K, T])[] =>
  [...facts].flatMap(([key, fact]) => (fact.known ? [[key, fact.value] as const] : []));
