import {type EtcdId, etcdId, type HostName} from '../../core/cluster/names.js';
import type {EtcdMarker} from '../../core/cluster/observed.js';
import {parseEtcdMarker} from '../../core/render/etcd/marker.js';
import {sectionsOf} from './sections.js';

/** What one host says about its own etcd member. */
export interface MemberReport {
  readonly host: HostName;
  /** false: no etcd is installed here. */
  readonly installed: boolean;
  /** The marker beside the data directory; undefined when there is none. */
  readonly marker?: EtcdMarker;
  /** Undefined while the member does not answer. */
  readonly status?: MemberStatus;
  readonly members?: readonly ListedMember[];
  /** Served a linearizable read itself. */
  readonly reads: boolean;
  /** "NOSPACE <member id>", "CORRUPT <member id>", as etcd has them for all of its members. */
  readonly alarms?: readonly string[];
  /** What stood in the way of an answer. */
  readonly why?: string;
}

export interface MemberStatus {
  readonly clusterId: EtcdId;
  readonly memberId: EtcdId;
  /** "0" while there is none. */
  readonly leader: EtcdId;
  readonly learner: boolean;
  /** Entries in its log, and how many of them it has applied. */
  readonly index: number;
  readonly appliedIndex: number;
  /** Without a leading v. */
  readonly version: string;
  /** Decimal text, as is the revision: uint64 and int64. */
  readonly term: string;
  readonly revision: string;
  readonly dbSizeBytes: number;
  readonly dbInUseBytes: number;
  /** What it lets its database grow to; undefined before etcd 3.6. */
  readonly quotaBytes?: number;
}

export interface ListedMember {
  readonly id: EtcdId;
  readonly name: string;
  readonly peerUrl: string;
  readonly learner: boolean;
}

/** Reads the answer of etcd-status.sh; undefined when it was cut off or is not understood. */
export function parseReport(host: HostName, text: string): MemberReport | undefined {
  const sections = sectionsOf(text);
  if (!sections.has('end')) return undefined;
  const beside = parseEtcdMarker(sections.get('marker')?.text ?? '');
  const marker = beside === undefined ? {} : {marker: beside};
  if (sections.has('absent')) return {host, installed: false, reads: false, ...marker};
  const status = sections.get('status');
  const list = sections.get('members');
  const read = sections.get('read');
  const problem = [status, list, read].find(section => section !== undefined && section.code !== 0);
  try {
    return {
      host,
      installed: true,
      ...marker,
      ...(status?.code === 0 ? {status: parseStatus(status.text)} : {}),
      ...(list?.code === 0 ? {members: parseMembers(list.text)} : {}),
      reads: read?.code === 0,
      alarms: parseAlarms(sections.get('alarms')?.text ?? ''),
      ...(problem === undefined ? {} : {why: complaint(problem.text)}),
    };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** etcdctl may log before it answers: the answer is the last line that opens like JSON. */
const json = (text: string): unknown => {
  const line = text
    .trimEnd()
    .split('\n')
    .findLast(each => each.startsWith('{') || each.startsWith('['));
  // Ids are uint64 and would be rounded: long digits become text before they are parsed.
  return JSON.parse((line ?? 'null').replaceAll(/([:[,]\s*)(\d{15,})/g, '$1"$2"'));
};

interface RawStatus {
  readonly Status: {
    readonly header: {
      readonly cluster_id: string | number;
      readonly member_id: string | number;
      readonly revision?: string | number;
    };
    readonly leader?: string | number;
    readonly isLearner?: boolean;
    readonly raftIndex?: number;
    readonly raftAppliedIndex?: number;
    readonly raftTerm?: string | number;
    readonly version?: string;
    readonly dbSize?: number;
    readonly dbSizeInUse?: number;
    readonly dbSizeQuota?: number;
  };
}

function parseStatus(text: string): MemberStatus {
  const [{Status}] = json(text) as readonly [RawStatus];
  return {
    clusterId: hex(Status.header.cluster_id),
    memberId: hex(Status.header.member_id),
    leader: hex(Status.leader ?? 0),
    learner: Status.isLearner === true,
    index: Status.raftIndex ?? 0,
    appliedIndex: Status.raftAppliedIndex ?? 0,
    version: Status.version ?? '',
    term: String(Status.raftTerm ?? 0),
    revision: String(Status.header.revision ?? 0),
    dbSizeBytes: Status.dbSize ?? 0,
    dbInUseBytes: Status.dbSizeInUse ?? 0,
    ...(Status.dbSizeQuota === undefined ? {} : {quotaBytes: Status.dbSizeQuota}),
  };
}

/** etcdctl prints `memberID:8630161756594109333 alarm:NOSPACE`. */
const parseAlarms = (text: string): readonly string[] =>
  [...text.matchAll(/memberID:(\d+) alarm:(\w+)/g)].map(([, id, alarm]) => `${alarm} ${hex(id!)}`);

interface RawMember {
  readonly ID: string | number;
  readonly name?: string;
  readonly peerURLs: readonly string[];
  readonly isLearner?: boolean;
}

const parseMembers = (text: string): readonly ListedMember[] =>
  (json(text) as {readonly members: readonly RawMember[]}).members.map(({ID, name, peerURLs, isLearner}) => ({
    id: hex(ID),
    name: name ?? '',
    peerUrl: peerURLs[0] ?? '',
    learner: isLearner === true,
  }));

const hex = (id: string | number): EtcdId => etcdId(BigInt(id).toString(16));

/** The last line for people: before it etcdctl logs as JSON, and after it may stand the answer that is none. */
const complaint = (text: string): string => {
  const lines = text.split('\n').filter(line => line.trim() !== '' && line !== 'null' && !line.startsWith('{'));
  return lines.at(-1)?.trim() ?? 'does not say why';
};
