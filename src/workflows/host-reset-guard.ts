import {findingsOf} from '../core/diagnosis/findings.js';
import {fingerprintAt} from '../core/identity/ca.js';
import {ourCluster} from '../core/identity/our-cluster.js';
import type {DesiredCluster} from '../core/model/desired.js';
import {unknown} from '../core/model/fact.js';
import type {Finding} from '../core/model/finding.js';
import {IDENTITY, IDENTITY_COPY, UNRECORDED} from '../core/model/identity-record.js';
import type {HostName} from '../core/model/names.js';
import type {HostFacts, ObservedCluster} from '../core/model/observed.js';
import {isManaged} from '../core/model/scope.js';
import {quorum} from '../core/quorum/quorum.js';
import {ETCD_MARKERS} from '../core/render/etcd/marker.js';
import {PKI} from '../core/render/paths.js';
import {idOf, keepersOf} from './reset-guard.js';

/**
 * What speaks against a reset of single hosts, which is for the remains of clusters that are gone for good: whoever gives
 * the id says so of that cluster. A host that carries nothing is only a warning: a reset that was cut may be repeated.
 *
 * @param given ids of the clusters that are gone.
 */
export function hostResetFindings(
  desired: DesiredCluster,
  hosts: ObservedCluster['hosts'],
  named: readonly HostName[],
  given: readonly string[],
): readonly Finding[] {
  const ours = ourHosts(desired, hosts);
  const about = named.flatMap(name => {
    if (!desired.hosts.some(host => host.name === name)) return [unknownHost(name)];
    const facts = hosts.get(name) ?? unknown(`${name}: was not read`);
    if (!facts.known) return [unreadable(name, facts.why)];
    return [...aboutHost(name, facts.value, given, ours)];
  });
  return [...about, ...undecided(desired, hosts, named)];
}

function aboutHost(name: HostName, facts: HostFacts, given: readonly string[], ours: OurHosts): readonly Finding[] {
  const {identity} = facts;
  if (!isManaged(facts)) return [nothingThere(name)];
  if (identity?.known === false) {
    const message = `${name}: its identity cannot be used: ${identity.why}`;
    const values = {files: `${IDENTITY} and ${IDENTITY_COPY}`};
    return findingsOf([{code: 'identity/unreadable', host: name, message, evidence: [], values}]);
  }
  if (ours.has(name, facts)) return [ourOwn(name, idOf(facts), ours.kept)];
  return [...(given.includes(idOf(facts)) ? [] : [notGiven(name, facts)]), ...mayVote(name, facts)];
}

interface OurHosts {
  /** Control planes or etcd hosts of the configuration carry its cluster. */
  readonly kept: boolean;
  has(name: HostName, facts: HostFacts): boolean;
}

/** Of a host that has recorded no id, the CAs say whether it is of the cluster that the configuration is about. */
function ourHosts(desired: DesiredCluster, hosts: ObservedCluster['hosts']): OurHosts {
  const ours = ourCluster(desired, hosts)?.cluster;
  const keepers = [...keepersOf(desired)].flatMap(name => {
    const facts = hosts.get(name);
    return facts?.known === true && isManaged(facts.value) && idOf(facts.value) === (ours ?? UNRECORDED)
      ? [{name, facts: facts.value}]
      : [];
  });
  const sameCa = (one: HostFacts, other: HostFacts) =>
    [PKI.ca.cert, PKI.etcdCa.cert].some(path => {
      const ca = fingerprintAt(one, path);
      return ca !== undefined && ca === fingerprintAt(other, path);
    });
  return {
    kept: keepers.length > 0,
    has: (name, facts) =>
      facts.identity === undefined
        ? keepers.some(keeper => keeper.name !== name && sameCa(keeper.facts, facts))
        : idOf(facts) === ours,
  };
}

/** While control planes and etcd hosts are silent, a majority of all of them must say which cluster is meant. */
function undecided(
  desired: DesiredCluster,
  hosts: ObservedCluster['hosts'],
  named: readonly HostName[],
): readonly Finding[] {
  const ours = ourCluster(desired, hosts)?.cluster;
  const keepers = [...keepersOf(desired)].map(name => ({name, facts: hosts.get(name)}));
  const agreeing = keepers.filter(({facts}) => facts?.known === true && idOf(facts.value) === ours);
  if (agreeing.length >= quorum(keepers.length)) return [];
  return keepers.flatMap(({name, facts}) =>
    facts?.known === false && !named.includes(name) ? [unreadable(name, facts.why)] : [],
  );
}

const unknownHost = (host: HostName): Finding => ({
  code: 'reset/unknown-host',
  level: 'error',
  message: `${host}: is not a host of the configuration`,
  fix: `add ${host} to the configuration: that says how it is reached`,
});

const unreadable = (host: HostName, why: string): Finding => ({
  code: 'reset/unreadable',
  level: 'error',
  message: `${why}; what ${host} belongs to is not known`,
  fix: `make ${host} reachable, then run the same command again`,
});

const nothingThere = (host: HostName): Finding => ({
  code: 'reset/nothing-there',
  level: 'warning',
  message: `${host}: carries nothing of quorate's, so there is nothing to reset`,
});

const ourOwn = (host: HostName, id: string, kept: boolean): Finding => ({
  code: 'reset/own-cluster',
  level: 'error',
  message: `${host}: belongs to the cluster that the configuration is about${id === UNRECORDED ? '' : ` (${id})`}`,
  fix: kept ? `quorate remove ${host}` : `if that cluster is gone for good: quorate reset --all --cluster-id ${id}`,
});

function notGiven(host: HostName, facts: HostFacts): Finding {
  const {identity} = facts;
  return {
    code: 'reset/other-id',
    level: 'error',
    message: `${host}: ${
      identity?.known === true
        ? `belongs to the cluster ${identity.value.clusterName} (${identity.value.cluster}) as ${identity.value.host}`
        : 'carries a cluster whose id is not recorded'
    }, and that id was not given`,
    fix: `leave ${host} out; or, when that cluster is gone for good: --cluster-id ${idOf(facts)}`,
  };
}

function mayVote(host: HostName, {etcdMarker, etcdMarkerCopy, identity}: HostFacts): readonly Finding[] {
  const marker = [etcdMarker, etcdMarkerCopy].find(each => each !== undefined && each.state !== 'removed');
  if (marker === undefined) return [];
  const [whose, actual] =
    identity?.known === true ? [identity.value.clusterName, identity.value.host] : ['its cluster', host];
  const member = marker.memberId === undefined ? '' : ` ${marker.memberId}`;
  return [
    {
      code: 'reset/may-vote',
      level: 'error',
      message: `${host}: its etcd marker says ${marker.state}${member}: it may be a voting member of a living cluster`,
      fix: `quorate remove ${actual} with the configuration of ${whose}; or, when that cluster is gone for good, on ${host}: systemctl disable --now etcd.service, then move ${ETCD_MARKERS.join(' and ')} away, and run the same command again`,
    },
  ];
}
