import type {DesiredCluster} from '../model/desired.js';
import type {HostName} from '../model/names.js';
import type {EtcdMember, HostFacts, ObservedCluster} from '../model/observed.js';
import {isManaged} from '../model/scope.js';
import {ETCD_DATA} from '../render/etcd/flags.js';
import {ETCD_MARKER, ETCD_MARKER_COPY} from '../render/etcd/marker.js';
import {addressChanged} from './of-host.js';
import {type IdentityCheck, type IdentityProblem, readHosts} from './subject.js';

/** Compares hosts with the member list of etcd, by member ids. */
export const members: IdentityCheck = subject => {
  const listed = membersOf(subject.observed);
  if (listed === undefined) return [];
  return readHosts(subject).flatMap(({name, facts}): readonly IdentityProblem[] => {
    const other = namedElsewhere(name, facts, listed);
    if (other !== undefined) return [other];
    if (subject.leaving.has(name)) return [];
    const wanted = subject.desired.etcd.find(({host}) => host === name);
    if (wanted === undefined) return [];
    const own =
      listed.find(({host}) => host === name) ??
      listed.find(({host, peerUrl}) => host === undefined && peerUrl === wanted.peerUrl);
    // Its marker names another member than the listed one of its URL.
    if (own !== undefined && own.host === undefined && !hasNoData(facts)) return [unknownData(name, facts)];
    if (own === undefined) return hasUnknownData(facts, subject.observed) ? [unknownData(name, facts)] : [];
    if (own.peerUrl !== wanted.peerUrl)
      return [
        addressChanged(name, addressOf(own.peerUrl), wanted.address, [`member ${own.id} is listed at ${own.peerUrl}`]),
      ];
    // During a removal the quorum checks take lost members of other hosts into account.
    if (!isLost(own, facts) || subject.leaving.size > 0) return [];
    return [
      {
        code: 'etcd/member-lost' as const,
        host: name,
        message: `${name}: etcd lists its voting member ${own.id}, and ${ETCD_DATA} has no data`,
        evidence: [`member ${own.id} at ${own.peerUrl}`, markerLine(facts)],
      },
    ];
  });
};

/** The marker names the member of another host: the disk of that host, or a copy of it, is in this machine. */
function namedElsewhere(
  host: HostName,
  {etcdMarker, etcdMarkerCopy}: HostFacts,
  listed: readonly EtcdMember[],
): IdentityProblem | undefined {
  const markers = [
    {file: ETCD_MARKER, memberId: etcdMarker?.memberId},
    {file: ETCD_MARKER_COPY, memberId: etcdMarkerCopy?.memberId},
  ];
  const of = (memberId: string | undefined) =>
    listed.find(({id, host: home}) => id === memberId && home !== undefined && home !== host);
  const wrong = markers.find(({memberId}) => of(memberId) !== undefined);
  if (wrong === undefined) return undefined;
  const member = of(wrong.memberId)!;
  return {
    code: 'identity/unreadable',
    host,
    message: `${host}: ${wrong.file} names the etcd member ${member.id}, which is on ${member.host}`,
    evidence: [`member ${member.id} of ${member.host} at ${member.peerUrl}`],
    values: {files: wrong.file},
  };
}

/** Without the brackets of IPv6. */
const addressOf = (url: string): string => /^https?:\/\/\[?([^\]]*?)\]?:\d+$/.exec(url)?.[1] ?? url;

/** Hosts of lost members: nothing must be started on them. */
export const lostMembers = (desired: DesiredCluster, observed: ObservedCluster): readonly HostName[] =>
  (membersOf(observed) ?? []).flatMap(member => {
    const host = member.host ?? desired.etcd.find(({peerUrl}) => peerUrl === member.peerUrl)?.host;
    const facts = host === undefined ? undefined : observed.hosts.get(host);
    return host !== undefined && facts?.known === true && isLost(member, facts.value) ? [host] : [];
  });

const membersOf = ({etcd}: ObservedCluster): readonly EtcdMember[] | undefined =>
  etcd.known && etcd.value.is === 'formed' ? etcd.value.members : undefined;

/**
 * A voter whose host has no data. During the bootstrap a member that never started has none yet: its marker state is
 * `forming`.
 */
export const isLost = ({learner, healthy}: EtcdMember, facts: HostFacts): boolean =>
  !learner && !healthy && hasNoData(facts) && facts.etcdMarker?.state !== 'forming';

const hasNoData = ({directories}: HostFacts): boolean => directories.get(ETCD_DATA)?.empty !== false;

/** A joining host with data: it is deleted only if its marker names a member of this cluster that is not listed. */
function hasUnknownData(facts: HostFacts, observed: ObservedCluster): boolean {
  const {etcdMarker: marker} = facts;
  // Preflight refuses foreign data on a host without files of quorate.
  if (hasNoData(facts) || !isManaged(facts) || marker?.state === 'removed') return false;
  const clusterId =
    observed.etcd.known && observed.etcd.value.is === 'formed' ? observed.etcd.value.clusterId : undefined;
  return marker?.memberId === undefined || marker.clusterId !== clusterId;
}

const unknownData = (host: string, facts: HostFacts) => ({
  code: 'etcd/data-unknown' as const,
  host,
  message: `${host}: joins etcd, and ${ETCD_DATA} has data of an unknown member`,
  evidence: [markerLine(facts)],
});

const markerLine = ({etcdMarker: marker}: HostFacts): string =>
  marker === undefined ? 'there is no marker' : `the marker says ${marker.state} ${marker.memberId ?? ''}`.trim();
