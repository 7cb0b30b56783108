import type {IDENTITY_ENTRIES} from '../codes/catalogue/identity.js';
import type {DesiredCluster} from '../model/desired.js';
import type {ClusterId, HostName} from '../model/names.js';
import type {HostFacts, ObservedCluster} from '../model/observed.js';
import {type OurCluster, ourCluster} from './our-cluster.js';

/** What the identity of hosts is judged from. */
export interface IdentitySubject {
  /** The whole cluster of the configuration. */
  readonly desired: DesiredCluster;
  readonly observed: ObservedCluster;
  /** Hosts that leave in this run, and what they carry is taken off. */
  readonly leaving: ReadonlySet<HostName>;
  /** Of these, those on which nothing is done. */
  readonly lost: ReadonlySet<HostName>;
  readonly ours: OurCluster | undefined;
}

/** Something that a run must not go on with. Level, title and remedy stand in the catalogue. */
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
): IdentitySubject => ({desired, observed, leaving, lost, ours: ourCluster(desired, observed.hosts)});

/** Hosts of the configuration that could be read and are dealt with in this run. */
export const readHosts = ({desired, observed, lost}: IdentitySubject) =>
  desired.hosts.flatMap(host => {
    const facts = observed.hosts.get(host.name);
    return facts?.known === true && !lost.has(host.name) ? [{...host, facts: facts.value}] : [];
  });

/** The id that the hosts of the configuration agree on; undefined while no host has one. */
export const agreedClusterId = (desired: DesiredCluster, hosts: ObservedCluster['hosts']): ClusterId | undefined =>
  ourCluster(desired, hosts)?.cluster;

/** What systemd and the certificates of a host may not say: a machine without an id. */
export const machineIdOf = ({machineId}: HostFacts): string => machineId || 'none';
