import {findingsOf} from '../core/diagnosis/findings.js';
import {fingerprintsAt} from '../core/identity/ca.js';
import {clusterIdentity} from '../core/identity/our-cluster.js';
import type {DesiredCluster} from '../core/model/desired.js';
import {type Fact, unknown} from '../core/model/fact.js';
import type {Finding} from '../core/model/finding.js';
import {IDENTITY, IDENTITY_COPY, UNRECORDED} from '../core/model/identity-record.js';
import type {HostName} from '../core/model/names.js';
import type {EtcdState, HostFacts, ObservedCluster} from '../core/model/observed.js';
import {isManaged} from '../core/model/scope.js';
import {quorum} from '../core/quorum/quorum.js';
import {ETCD_MARKERS} from '../core/render/etcd/marker.js';
import {PKI} from '../core/render/paths.js';
import {idOf, serverHosts} from './reset-guard.js';

/**
 * Reasons to refuse a reset of single hosts. Such a reset deletes the remains of clusters that are permanently gone,
 * which the user states by their ids. The cluster of the configuration can be one of them, unless its etcd serves: then a
 * host is taken out of it first. A host without anything of quorate is only a warning, so that an interrupted reset can be
 * repeated.
 *
 * @param givenIds ids of the clusters that are gone.
 */
export function hostResetFindings(
  desired: DesiredCluster,
  hosts: ObservedCluster['hosts'],
  selected: readonly HostName[],
  givenIds: readonly string[],
  etcd: Fact<EtcdState> = unknown('etcd was not read'),
): readonly Finding[] {
  const ours = clusterHosts(desired, hosts);
  const serves = etcd.known && etcd.value.is === 'formed';
  const isGivenUp = (name: HostName, facts: HostFacts) =>
    !serves && ours.has(name, facts) && givenIds.includes(idOf(facts));
  const ofSelected = selected.flatMap(name => {
    if (!desired.hosts.some(host => host.name === name)) return [unknownHost(name)];
    const facts = hosts.get(name) ?? unknown(`${name}: not read`);
    if (!facts.known) return [unreadable(name, facts.why)];
    if (!isGivenUp(name, facts.value)) return ofHost(name, facts.value, givenIds, ours);
    // Its control planes may be running where this configuration does not see them.
    return [givenUp(name), ...(ours.hasServers ? [] : mayVote(name, facts.value))];
  });
  const allGivenUp = selected.every(name => {
    const facts = hosts.get(name);
    return facts?.known === true && isGivenUp(name, facts.value);
  });
  return [...ofSelected, ...(allGivenUp ? [] : clusterUndecided(desired, hosts, selected))];
}

function ofHost(name: HostName, facts: HostFacts, givenIds: readonly string[], ours: ClusterHosts): readonly Finding[] {
  const {identity} = facts;
  if (!isManaged(facts)) return [nothingThere(name)];
  if (identity?.known === false) {
    const message = `${name}: its identity cannot be read: ${identity.why}`;
    const values = {files: `${IDENTITY} and ${IDENTITY_COPY}`};
    return findingsOf([{code: 'identity/unreadable', host: name, message, evidence: [], values}]);
  }
  if (ours.has(name, facts)) return [ownCluster(name, idOf(facts), ours.hasServers)];
  return [...(givenIds.includes(idOf(facts)) ? [] : [otherId(name, facts)]), ...mayVote(name, facts)];
}

interface ClusterHosts {
  /** A control plane or etcd host of the configuration is part of its cluster. */
  readonly hasServers: boolean;
  has(name: HostName, facts: HostFacts): boolean;
}

/** A host without a recorded id is part of the cluster if it has a CA of one of its control planes or etcd hosts. */
function clusterHosts(desired: DesiredCluster, hosts: ObservedCluster['hosts']): ClusterHosts {
  const ours = clusterIdentity(desired, hosts)?.cluster;
  const servers = [...serverHosts(desired)].flatMap(name => {
    const facts = hosts.get(name);
    return facts?.known === true && isManaged(facts.value) && idOf(facts.value) === (ours ?? UNRECORDED)
      ? [{name, facts: facts.value}]
      : [];
  });
  const sameCa = (one: HostFacts, other: HostFacts) =>
    [PKI.ca.cert, PKI.etcdCa.cert].some(path => {
      const others = fingerprintsAt(other, path);
      return fingerprintsAt(one, path).some(ca => others.includes(ca));
    });
  return {
    hasServers: servers.length > 0,
    has: (name, facts) =>
      facts.identity === undefined
        ? servers.some(server => server.name !== name && sameCa(server.facts, facts))
        : idOf(facts) === ours,
  };
}

/** While some control planes or etcd hosts are unreachable, a majority of all must agree on the cluster. */
function clusterUndecided(
  desired: DesiredCluster,
  hosts: ObservedCluster['hosts'],
  selected: readonly HostName[],
): readonly Finding[] {
  const ours = clusterIdentity(desired, hosts)?.cluster;
  const servers = [...serverHosts(desired)].map(name => ({name, facts: hosts.get(name)}));
  const agreeing = servers.filter(({facts}) => facts?.known === true && idOf(facts.value) === ours);
  if (agreeing.length >= quorum(servers.length)) return [];
  return servers.flatMap(({name, facts}) =>
    facts?.known === false && !selected.includes(name) ? [unreadable(name, facts.why)] : [],
  );
}

const unknownHost = (host: HostName): Finding => ({
  code: 'reset/unknown-host',
  level: 'error',
  message: `${host}: not in the configuration`,
  fix: `add ${host} with its address to the configuration, then run the same command again`,
});

const unreadable = (host: HostName, why: string): Finding => ({
  code: 'reset/unreadable',
  level: 'error',
  message: `${why}; the cluster of ${host} is unknown`,
  fix: `make ${host} reachable, then run the same command again`,
});

const nothingThere = (host: HostName): Finding => ({
  code: 'reset/nothing-there',
  level: 'warning',
  message: `${host}: nothing to reset: quorate installed nothing there`,
});

const ownCluster = (host: HostName, id: string, hasServers: boolean): Finding => ({
  code: 'reset/own-cluster',
  level: 'error',
  message: `${host}: part of the cluster that the configuration describes${id === UNRECORDED ? '' : ` (${id})`}`,
  fix: hasServers
    ? `quorate reset ${host}`
    : `if that cluster is permanently gone: \`quorate reset --all --cluster-id ${id}\``,
});

const givenUp = (host: HostName): Finding => ({
  code: 'reset/given-up',
  level: 'warning',
  message: `${host}: its cluster is given up, and etcd does not serve: its member and its Node are not removed`,
});

function otherId(host: HostName, facts: HostFacts): Finding {
  const {identity} = facts;
  return {
    code: 'reset/cluster-id-mismatch',
    level: 'error',
    message: `${host}: ${
      identity?.known === true
        ? `part of cluster ${identity.value.clusterName} (${identity.value.cluster}) as ${identity.value.host}`
        : 'part of a cluster without a recorded id'
    }, which --cluster-id does not name`,
    fix: `leave ${host} out; or, if that cluster is permanently gone: \`quorate reset ${host} --cluster-id ${idOf(facts)}\``,
  };
}

function mayVote(host: HostName, {etcdMarker, etcdMarkerCopy, identity}: HostFacts): readonly Finding[] {
  const marker = [etcdMarker, etcdMarkerCopy].find(each => each !== undefined && each.state !== 'removed');
  if (marker === undefined) return [];
  const [cluster, actual] =
    identity?.known === true ? [identity.value.clusterName, identity.value.host] : ['its cluster', host];
  const member = marker.memberId === undefined ? '' : ` ${marker.memberId}`;
  return [
    {
      code: 'reset/may-vote',
      level: 'error',
      message: `${host}: its etcd marker says ${marker.state}${member}; it may be a voter of a running cluster`,
      fix: `with the configuration of ${cluster}: \`quorate remove ${actual} --config FILE\`; or, if that cluster is permanently gone, on ${host}: \`systemctl disable --now etcd.service\`, \`mv ${ETCD_MARKERS.join(' ')} /root/\`, then run the same command again`,
    },
  ];
}
