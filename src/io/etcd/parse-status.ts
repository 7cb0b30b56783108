import {type EtcdId, etcdId, type HostName} from '../../core/model/names.js';
import type {EtcdMarker} from '../../core/model/observed.js';
import {canonicalUrl} from '../../core/network/url.js';
import {parseEtcdMarker} from '../../core/render/etcd/marker.js';

export interface Section {
  /** Exit code of the command. */
  readonly code: number;
  readonly text: string;
}

/** An answer split at its lines `== name exit-code`. */
export function sectionsOf(text: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, {code: number; text: string}>();
  let current: {code: number; text: string} | undefined;
  for (const line of text.split('\n')) {
    const head = /^== (\w+) (\d+)$/.exec(line);
    if (head) sections.set(head[1]!, (current = {code: Number(head[2]), text: ''}));
    else if (current) current.text += `${line}\n`;
  }
  return sections;
}

/** The report of one host about its own etcd member. */
export interface MemberReport {
  readonly host: HostName;
  /** false: no etcd is installed here. */
  readonly installed: boolean;
  /** The marker beside the data directory; undefined when there is none. */
  readonly marker?: EtcdMarker;
  /** Undefined while the member does not answer. */
  readonly status?: MemberStatus;
  readonly members?: readonly ListedMember[];
  /** It served a linearizable read. */
  readonly reads: boolean;
  /** "NOSPACE <member id>", "CORRUPT <member id>": the alarms of all members; undefined when not reported. */
  readonly alarms?: readonly string[];
  /** Why an answer is missing. */
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
  /** The quota of its database; undefined before etcd 3.6. */
  readonly quotaBytes?: number;
}

export interface ListedMember {
  readonly id: EtcdId;
  readonly name: string;
  /** The first one, with its address in canonical form. */
  readonly peerUrl: string;
  readonly learner: boolean;
}

/** Parses the answer of etcd-status.sh; undefined when it is incomplete or not understood. */
export function parseReport(host: HostName, text: string): MemberReport | undefined {
  const sections = sectionsOf(text);
  if (!sections.has('end')) return undefined;
  const found = parseEtcdMarker(sections.get('marker')?.text ?? '');
  const marker = found === undefined ? {} : {marker: found};
  if (sections.has('absent')) return {host, installed: false, reads: false, ...marker};
  const answer = answersIn(sections);
  const [status, list, read, alarms] = [answer('status'), answer('members'), answer('read'), answer('alarms')];
  const problem = [status, list, read, alarms].find(section => section !== undefined && section.code !== 0);
  try {
    return {
      host,
      installed: true,
      ...marker,
      ...(status?.code === 0 ? {status: parseStatus(status.text)} : {}),
      ...(list?.code === 0 ? {members: parseMembers(list.text)} : {}),
      reads: read?.code === 0,
      ...(alarms?.code === 0 ? {alarms: parseAlarms(alarms.text)} : {}),
      ...(problem === undefined ? {} : {why: issue(problem.text)}),
    };
  } catch (error) {
    if ([SyntaxError, TypeError, RangeError].some(kind => error instanceof kind)) return undefined;
    throw error;
  }
}

/**
 * Answers of etcd's JSON gateway or of etcdctl, in one form. etcdctl exits with 0 on success. A request to the gateway
 * without an HTTP status was not made; the status 0 stands for an error of curl.
 */
const answersIn = (sections: ReadonlyMap<string, Section>) => (name: string) => {
  const section = sections.get(name);
  if (section === undefined || !sections.has('status_http')) return section;
  const http = sections.get(`${name}_http`)?.code;
  if (http === undefined) return undefined;
  return http === 0
    ? {code: 1, text: sections.get('curl')!.text.replace(/^curl: \(\d+\) /gm, '')}
    : {code: http === 200 ? 0 : 1, text: section.text};
};

/** etcdctl may log before it answers: the answer is the last line that starts like JSON. */
const json = (text: string): unknown => {
  const line = text
    .trimEnd()
    .split('\n')
    .findLast(each => each.startsWith('{') || each.startsWith('['));
  return JSON.parse(quoteLongNumbers(line ?? 'null'));
};

/**
 * IDs are uint64, and JSON.parse would round them. Texts stay: that of an alarm contains an ID. A text without an end is
 * taken to the end of the line: searching for its end from each of its quotes would take hours.
 */
const quoteLongNumbers = (text: string): string =>
  text.replaceAll(/"(?:[^"\\]|\\.)*"?|\d{15,}/g, token => (token.startsWith('"') ? token : `"${token}"`));

/** The gateway writes every number of 64 bits as text. */
type Long = string | number;

interface RawStatus {
  readonly header: {readonly cluster_id: Long; readonly member_id: Long; readonly revision?: Long};
  readonly leader?: Long;
  readonly isLearner?: boolean;
  readonly raftIndex?: Long;
  readonly raftAppliedIndex?: Long;
  readonly raftTerm?: Long;
  readonly version?: unknown;
  readonly dbSize?: Long;
  readonly dbSizeInUse?: Long;
  readonly dbSizeQuota?: Long;
}

function parseStatus(text: string): MemberStatus {
  const answer = json(text) as RawStatus | readonly [{readonly Status: RawStatus}];
  const status = 'header' in answer ? answer : answer[0].Status;
  return {
    clusterId: hex(status.header.cluster_id),
    memberId: hex(status.header.member_id),
    leader: hex(status.leader ?? 0),
    learner: status.isLearner === true,
    index: Number(status.raftIndex ?? 0),
    appliedIndex: Number(status.raftAppliedIndex ?? 0),
    version: stringIn(status.version),
    term: String(status.raftTerm ?? 0),
    revision: String(status.header.revision ?? 0),
    dbSizeBytes: Number(status.dbSize ?? 0),
    dbInUseBytes: Number(status.dbSizeInUse ?? 0),
    ...(status.dbSizeQuota === undefined ? {} : {quotaBytes: Number(status.dbSizeQuota)}),
  };
}

/** etcdctl prints `memberID:8630161756594109333 alarm:NOSPACE`; the gateway answers JSON with the same keys. */
const parseAlarms = (text: string): readonly string[] =>
  [...text.matchAll(/"?memberID"?: *"?(\d+)"?,? *"?alarm"?: *"?([A-Z]+)/g)].map(
    ([, id, alarm]) => `${alarm} ${hex(id!)}`,
  );

interface RawMember {
  readonly ID: string | number;
  readonly name?: unknown;
  readonly peerURLs: readonly string[];
  readonly isLearner?: boolean;
}

const parseMembers = (text: string): readonly ListedMember[] =>
  (json(text) as {readonly members: readonly RawMember[]}).members.map(({ID, name, peerURLs, isLearner}) => ({
    id: hex(ID),
    name: stringIn(name),
    peerUrl: canonicalUrl(peerURLs[0] ?? ''),
    learner: isLearner === true,
  }));

/** @throws TypeError */
const stringIn = (value: unknown = ''): string => {
  if (typeof value === 'string') return value;
  throw new TypeError('not a text');
};

const hex = (id: string | number): EtcdId => etcdId(BigInt(id).toString(16));

/** The last line for people: etcdctl logs JSON before it, and may print an empty answer after it. */
const issue = (text: string): string => {
  const message = /^\{.*"message": *"([^"]*)"/m.exec(text)?.[1];
  if (message !== undefined) return message;
  const lines = text.split('\n').filter(line => line.trim() !== '' && line !== 'null' && !line.startsWith('{'));
  return lines.at(-1)?.trim() ?? 'no reason given';
};
