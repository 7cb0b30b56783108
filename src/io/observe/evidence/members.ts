import type {Evidence, KubeEvidence, MemberEvidence} from '../../../core/diagnosis/evidence.js';
import {type Fact, known, unknown} from '../../../core/model/fact.js';
import type {HostName} from '../../../core/model/names.js';
import type {Depth} from '../../../ports/cluster.js';
import {askMembers, type MemberAnswer} from '../../etcd/ask.js';
import {type Comparison, compareMember} from '../../etcd/hash-check.js';
import {COMMIT, FSYNC, meanBetweenMs, p99Ms} from '../../etcd/metrics.js';
import type {MemberReport, MemberStatus} from '../../etcd/parse-status.js';
import type {HostTransport} from '../../transport/transport.js';

interface GatheredMembers {
  readonly answers: ReadonlyMap<HostName, MemberAnswer>;
  readonly secretsEncrypted: KubeEvidence['secretsEncrypted'];
  /** @param metricsOf the lines of a member's metrics, where they could be read. */
  evidence(metricsOf: (host: HostName) => string | undefined): Evidence['members'];
}

/** Two round trips: what each member reports, then the hash of its keys at a revision that all of those have. */
export async function gatherMembers(
  hosts: readonly HostName[],
  reach: (host: HostName) => HostTransport,
  scripts: {readonly status: string; readonly compare: string},
  depth: Depth,
): Promise<GatheredMembers> {
  const answers = await askMembers(hosts, reach, scripts.status);
  if (depth === 'plan') return {answers, secretsEncrypted: unknown('not asked'), evidence: () => new Map()};
  const answering = [...answers].flatMap(([host, answer]) =>
    answer.known && answer.value.status ? [{host, report: answer.value, status: answer.value.status}] : [],
  );
  const revision = commonRevision(answering.map(({status}) => status));
  const reader = answering.find(({report}) => report.reads)?.host;
  const compared = new Map(
    await Promise.all(
      answering.map(
        async ({host}) => [host, await compareMember(reach(host), scripts.compare, revision, host === reader)] as const,
      ),
    ),
  );
  return {
    answers,
    secretsEncrypted:
      reader === undefined ? unknown('no etcd member serves reads') : compared.get(reader)!.secretsEncrypted,
    evidence: metricsOf =>
      new Map(
        [...answers].map(([host, answer]) => [
          host,
          answer.known ? memberEvidence(answer.value, compared.get(host), metricsOf(host)) : answer,
        ]),
      ),
  };
}

/** As text, for a revision may be larger than a number can be. */
const commonRevision = (statuses: readonly MemberStatus[]): string =>
  statuses.map(({revision}) => revision).toSorted(byRevision)[0] ?? '0';

export const byRevision = (one: string, other: string): number => one.length - other.length || (one < other ? -1 : 1);

function memberEvidence(
  {installed, status, members, reads, alarms, why}: MemberReport,
  compared: Comparison | undefined,
  metrics = '',
): Fact<MemberEvidence> {
  if (status === undefined) return unknown(why ?? (installed ? 'does not answer' : 'no etcd is installed'));
  // A learner, and a member without a leader, cannot list the alarms; the other members report them.
  if (reads && alarms === undefined) return unknown(`does not report the alarms of etcd: ${why ?? 'no answer'}`);
  const {leader, revision: _, ...own} = status;
  const latencies = {
    fsyncP99Ms: p99Ms(metrics, FSYNC),
    commitP99Ms: p99Ms(metrics, COMMIT),
    fsyncNowMs: meanBetweenMs(metrics, compared?.metrics ?? '', FSYNC),
    commitNowMs: meanBetweenMs(metrics, compared?.metrics ?? '', COMMIT),
  };
  const hash = compared?.hash;
  return known({
    ...own,
    ...(leader === '0' ? {} : {leader}),
    ...Object.fromEntries(Object.entries(latencies).filter(([, ms]) => ms !== undefined)),
    reads,
    list: members ?? [],
    alarms: alarms ?? [],
    ...(hash === undefined ? {} : {hash}),
  });
}
