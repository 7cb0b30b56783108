import type {DesiredCluster} from '../model/desired.js';
import type {HostName} from '../model/names.js';
import type {EtcdMember, HostFacts, ObservedCluster} from '../model/observed.js';
import {isManaged} from '../model/scope.js';
import {ETCD_DATA} from '../render/etcd/flags.js';
import {ETCD_MARKER, ETCD_MARKER_COPY} from '../render/etcd/marker.js';
import {addressChanged} from './of-host.js';
import {type IdentityCheck, type IdentityProblem, readHosts} from './subject.js';

/** What the member list says of the hosts, by member ids. */
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
    // Its marker names another member than the one that is listed at its URL.
    if (own !== undefined && own.host === undefined && !hasNoData(facts)) return [unknownData(name, facts)];
    if (own === undefined) return hasUnknownData(facts, subject.observed) ? [unknownData(name, facts)] : [];
    if (own.peerUrl !== wanted.peerUrl)
      return [
        addressChanged(name, addressOf(own.peerUrl), wanted.address, [`member ${own.id} is listed at ${own.peerUrl}`]),
      ];
    // Hosts are removed one by one: what another one has lost is proven against, not refused.
    if (!isLost(own, facts) || subject.leaving.size > 0) return [];
    return [
      {
        code: 'etcd/member-lost' as const,
        host: name,
        message: `${name}: etcd lists its voting member ${own.id}, and ${ETCD_DATA} holds no data`,
        evidence: [`member ${own.id} at ${own.peerUrl}`, markerLine(facts)],
        values: {remove: removal(name, facts)},
      },
    ];
  });
};

/** A marker that names the member of another host: its disk, or a copy of it, is in the wrong machine. */
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
    message: `${host}: ${wrong.file} names the etcd member ${member.id}, which lives on ${member.host}`,
    evidence: [`member ${member.id} of ${member.host} at ${member.peerUrl}`],
    values: {files: wrong.file},
  };
}

/** Without the brackets of IPv6. */
const addressOf = (url: string): string => /^https?:\/\/\[?([^\]]*?)\]?:\d+$/.exec(url)?.[1] ?? url;

/** Hosts of lost members: nothing is to be started on them. */
export const lostMembers = (desired: DesiredCluster, observed: ObservedCluster): readonly HostName[] =>
  (membersOf(observed) ?? []).flatMap(member => {
    const host = member.host ?? desired.etcd.find(({peerUrl}) => peerUrl === member.peerUrl)?.host;
    const facts = host === undefined ? undefined : observed.hosts.get(host);
    return host !== undefined && facts?.known === true && isLost(member, facts.value) ? [host] : [];
  });

const membersOf = ({etcd}: ObservedCluster): readonly EtcdMember[] | undefined =>
  etcd.known && etcd.value.is === 'formed' ? etcd.value.members : undefined;

/**
 * A voting member whose host has no data of it. One that was in the first list and was never started has none yet: its
 * marker says that it is forming.
 */
export const isLost = ({learner, healthy}: EtcdMember, facts: HostFacts): boolean =>
  !learner && !healthy && hasNoData(facts) && facts.etcdMarker?.state !== 'forming';

const hasNoData = ({directories}: HostFacts): boolean => directories.get(ETCD_DATA)?.empty !== false;

/** On a fresh machine nothing can be taken off; one that carries the cluster is reset with its removal. */
const removal = (host: string, {owned, identity}: HostFacts): string =>
  owned.size === 0 && identity === undefined ? `quorate remove --lost ${host}` : `quorate remove ${host}`;

/** A host that is to join and has data: they are deleted only when its marker names a member that is in no list. */
function hasUnknownData(facts: HostFacts, observed: ObservedCluster): boolean {
  const {etcdMarker: marker} = facts;
  // On a host that carries nothing of quorate's, data are somebody's: preflight refuses them.
  if (hasNoData(facts) || !isManaged(facts) || marker?.state === 'removed') return false;
  const clusterId =
    observed.etcd.known && observed.etcd.value.is === 'formed' ? observed.etcd.value.clusterId : undefined;
  return marker?.memberId === undefined || marker.clusterId !== clusterId;
}

const unknownData = (host: string, facts: HostFacts) => ({
  code: 'etcd/data-unknown' as const,
  host,
  message: `${host}: is to join etcd, and ${ETCD_DATA} holds data of an unknown member`,
  evidence: [markerLine(facts)],
});

const markerLine = ({etcdMarker: marker}: HostFacts): string =>
  marker === undefined ? 'there is no marker' : `the marker says ${marker.state} ${marker.memberId ?? ''}`.trim();
