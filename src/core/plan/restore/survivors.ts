import {counted, listed} from '../../format.js';
import type {DesiredCluster, DesiredMember} from '../../model/desired.js';
import type {EtcdData} from '../../model/etcd-data.js';
import type {Finding} from '../../model/finding.js';
import type {HostName} from '../../model/names.js';
import type {EtcdMarker, HostFacts, ObservedCluster} from '../../model/observed.js';
import {quorum} from '../../quorum/quorum.js';
import {everyHost} from './members.js';

/** A member whose data is there. */
export interface Survivor {
  readonly member: DesiredMember;
  readonly facts: HostFacts;
  readonly marker: EtcdMarker | undefined;
  readonly data: EtcdData;
  /** Of a member that does not serve; undefined if its data was not examined. */
  readonly offline?: OfflineData;
}

/** What was found in the data of a member that does not serve: etcd does not, when it was started without quorum. */
export interface OfflineData {
  /** Of a snapshot that was made from it, where quorate runs. */
  readonly path: string;
  /** Decimal text. */
  readonly revision: string;
}

export interface RecoverSubject {
  readonly desired: DesiredCluster;
  readonly observed: ObservedCluster;
  readonly data: ReadonlyMap<HostName, EtcdData>;
  /** By host. */
  readonly offline?: ReadonlyMap<HostName, OfflineData>;
  /** Hosts that are permanently gone, as the user states. */
  readonly lost: ReadonlySet<HostName>;
  /** The host to recover from, if the user named one. */
  readonly from?: HostName | undefined;
}

/** The members with data that the start guard lets start, the newest first. Of hosts that are not given up. */
export function survivors(subject: RecoverSubject): readonly Survivor[] {
  const found = everyHost(subject).flatMap((each): readonly Survivor[] => {
    const {host} = each.member;
    const data = subject.data.get(host);
    const isUsable = data?.hasMember === true && STATES.includes(each.marker?.state);
    if (!isUsable || subject.lost.has(host)) return [];
    const offline = subject.offline?.get(host);
    return [{...each, data, ...(offline === undefined ? {} : {offline})}];
  });
  const rank = found.every(({data: {running}}) => running !== undefined) ? byLog : byRevision;
  return found.toSorted((one, other) => compare(rank(other), rank(one)));
}

const STATES: readonly (EtcdMarker['state'] | undefined)[] = ['member', 'learner', 'leaving', 'restoring'];

/** Of two logs the one with the higher term is newer, and in the same term the longer one. A learner is behind by nature. */
const byLog = ({data: {running}}: Survivor): readonly bigint[] =>
  running === undefined ? [] : [BigInt(running.term), BigInt(running.index), running.learner ? 0n : 1n];

/** What all have, also those that do not serve. One whose data is unknown comes last. */
const byRevision = ({data: {running}, offline, marker}: Survivor): readonly bigint[] => [
  BigInt(running?.revision ?? offline?.revision ?? -1),
  running?.learner === true || marker?.state === 'learner' ? 0n : 1n,
];

function compare(one: readonly bigint[], other: readonly bigint[]): number {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at < 0 ? 0 : one[at]! > other[at]! ? 1 : -1;
}

/** How many voters the cluster has: as a survivor's member list says, or as configured. */
export const voterCount = (subject: RecoverSubject): number =>
  survivors(subject).flatMap(({data: {running}}) => running?.voters ?? [])[0] ?? subject.desired.etcd.length;

/** Every reason not to recover. */
export function recoverFindings(subject: RecoverSubject): readonly Finding[] {
  const {observed, desired, lost, from} = subject;
  if (observed.etcd.known && observed.etcd.value.is === 'formed')
    return [
      {
        code: 'etcd/recover-has-quorum',
        level: 'error',
        message: 'etcd has quorum: a member serves reads',
        fix: 'for members that are lost: `quorate remove --lost HOST`, then `quorate apply`',
      },
    ];
  const found = survivors(subject);
  const voting = found.filter(({data: {running}, marker}) => running?.learner !== true && marker?.state !== 'learner');
  const unread = desired.etcd.filter(({host}) => observed.hosts.get(host)?.known !== true && !lost.has(host));
  const voters = voterCount(subject);
  const needed = quorum(voters);
  if (voting.length + unread.length >= needed) return [notLost(subject, voting, unread, {voters, needed})];
  if (found.length === 0)
    return [
      {
        code: 'etcd/recover-no-data',
        level: 'error',
        message: `none of ${listed(desired.etcd.map(({host}) => host))} has the data of a member`,
        fix: 'restore a snapshot: `quorate etcd snapshot list`, then `quorate etcd restore SNAPSHOT`',
      },
    ];
  if (from !== undefined && !found.some(({member: {host}}) => host === from))
    return [
      {
        code: 'etcd/recover-from',
        level: 'error',
        message: `${from}: has no data of a member; ${listed(found.map(({member: {host}}) => host))} ${found.length === 1 ? 'has' : 'have'}`,
        fix: 'leave out --from, or name one of these',
      },
    ];
  return [];
}

function notLost(
  {data}: RecoverSubject,
  voting: readonly Survivor[],
  unread: readonly DesiredMember[],
  {voters, needed}: {readonly voters: number; readonly needed: number},
): Finding {
  const stopped = voting.filter(({member: {host}}) => data.get(host)!.running === undefined);
  const names = (hosts: readonly {readonly host: HostName}[]) => listed(hosts.map(({host}) => host));
  const present = names(voting.map(({member}) => member));
  const fixes = [
    ...(stopped.length > 0
      ? [`start the members that are down (${names(stopped.map(({member}) => member))}): \`quorate apply\``]
      : []),
    ...(unread.length > 0
      ? [
          `boot ${names(unread)}; what is permanently gone, state with \`quorate etcd recover${unread.map(({host}) => ` --lost ${host}`).join('')}\``,
        ]
      : []),
    ...(stopped.length + unread.length === 0 ? ['find out why they do not serve: `quorate topology check`'] : []),
  ];
  return {
    code: 'etcd/recover-not-lost',
    level: 'error',
    message: `etcd has ${counted(voters, 'voter')} and needs ${needed}: ${voting.length} ${voting.length === 1 ? 'has its' : 'have their'} data${present === '' ? '' : ` (${present})`}${unread.length > 0 ? `, and ${unread.length} may come back (${names(unread)})` : ''}`,
    fix: fixes.join('; '),
  };
}
