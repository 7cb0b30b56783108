import type {IDENTITY_ENTRIES} from '../codes/catalogue/identity.js';
import type {DesiredCluster} from '../model/desired.js';
import type {ClusterId, HostName} from '../model/names.js';
import type {HostFacts, ObservedCluster} from '../model/observed.js';
import {type ClusterIdentity, clusterIdentity} from './our-cluster.js';

/** What the identity of hosts is checked with. */
export interface IdentitySubject {
  /** The cluster of the configuration, with all its hosts. */
  readonly desired: DesiredCluster;
  readonly observed: ObservedCluster;
  /** Hosts that are removed in this run. */
  readonly leaving: ReadonlySet<HostName>;
  /** Of these, the lost ones: they are not changed. */
  readonly lost: ReadonlySet<HostName>;
  readonly clusterIdentity: ClusterIdentity | undefined;
}

/** A problem that stops a run. Level, title and remedy are in the catalogue. */
export interface IdentityProblem {
  readonly code: keyof typeof IDENTITY_ENTRIES;
  readonly host?: string;
  readonly message: string;
  readonly evidence: readonly string[];
  readonly values?: Readonly<Record<string, string>>;
}

export type IdentityCheck = (subject: IdentitySubject) => readonly IdentityProblem[];

const NONE: ReadonlySet<HostName> = new Set();

export const identitySubject = (
  desired: DesiredCluster,
  observed: ObservedCluster,
  {leaving = NONE, lost = NONE}: Partial<Pick<IdentitySubject, 'leaving' | 'lost'>> = {},
): IdentitySubject => ({desired, observed, leaving, lost, clusterIdentity: clusterIdentity(desired, observed.hosts)});

/** Hosts of the configuration that could be read and are not lost. */
export const readHosts = ({desired, observed, lost}: IdentitySubject) =>
  desired.hosts.flatMap(host => {
    const facts = observed.hosts.get(host.name);
    return facts?.known === true && !lost.has(host.name) ? [{...host, facts: facts.value}] : [];
  });

/** The cluster id that the hosts of the configuration agree on; undefined if no host has one. */
export const agreedClusterId = (desired: DesiredCluster, hosts: ObservedCluster['hosts']): ClusterId | undefined =>
  clusterIdentity(desired, hosts)?.cluster;

/** "none" for a machine without an id. */
export const machineIdOf = ({machineId}: HostFacts): string => machineId || 'none';
