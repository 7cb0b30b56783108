import {bytes} from '../../format.js';
import type {DiagnosisContext} from '../context.js';
import type {RawFinding} from '../findings.js';
import {type Answering, clustersOf} from '../membership.js';

/** Recommended limits of etcd: 99th percentiles of WAL fsync and of a backend commit. */
const FSYNC_P99_MS = 10;
const COMMIT_P99_MS = 25;
/** Limit of the current mean: a fifth of the election timeout of etcd. */
const CURRENT_MS = 200;
const NEAR_QUOTA = 0.8;

/** Databases and disks of the members. */
export function storageRule({evidence}: DiagnosisContext): readonly RawFinding[] {
  const [main = []] = clustersOf(evidence);
  return [...noSpace(main), ...corrupt(main), ...main.flatMap(large), ...main.flatMap(slow)];
}

const alarmsOf = (main: readonly Answering[], kind: string): ReadonlySet<string> =>
  new Set(
    main
      .flatMap(({says}) => says.alarms)
      .flatMap(alarm => (alarm.startsWith(`${kind} `) ? [alarm.slice(kind.length + 1)] : [])),
  );

function noSpace(main: readonly Answering[]): readonly RawFinding[] {
  const raisedBy = alarmsOf(main, 'NOSPACE');
  if (raisedBy.size === 0) return [];
  const evidence = main.map(
    ({host, says}) =>
      `${host}: ${bytes(says.dbSizeBytes)}${raisedBy.has(says.memberId) ? ', raised the NOSPACE alarm' : ''}`,
  );
  return [{code: 'etcd/nospace', message: 'etcd raised the NOSPACE alarm: it accepts no writes', evidence}];
}

/** Members with the CORRUPT alarm, and members whose hash at a revision differs from that of the majority. */
function corrupt(main: readonly Answering[]): readonly RawFinding[] {
  const alarmed = alarmsOf(main, 'CORRUPT');
  const differing = differingHashes(main);
  return main
    .filter(each => alarmed.has(each.says.memberId) || differing.has(each))
    .map(each => {
      const {host, says} = each;
      return {
        code: 'etcd/member-corrupt',
        host,
        message: `${host}: data of its etcd member is corrupt`,
        evidence: [
          ...(alarmed.has(says.memberId) ? [`CORRUPT alarm for member ${says.memberId}`] : []),
          ...(differing.has(each) ? hashLines(main) : []),
        ],
        values: {id: says.memberId},
      };
    });
}

function differingHashes(main: readonly Answering[]): ReadonlySet<Answering> {
  const differing = new Set<Answering>();
  for (const {says} of main) {
    const {hash: mine} = says;
    if (mine === undefined) continue;
    const same = main.filter(each => each.says.hash?.revision === mine.revision);
    const agreeing = same.filter(each => each.says.hash?.hash === mine.hash);
    // With two halves it is unknown which is right: all members are reported.
    if (agreeing.length * 2 <= same.length && agreeing.length < same.length)
      for (const each of agreeing) differing.add(each);
  }
  return differing;
}

const hashLines = (main: readonly Answering[]): readonly string[] =>
  main.flatMap(({host, says}) =>
    says.hash === undefined ? [] : [`${host}: hash ${says.hash.hash} at revision ${says.hash.revision}`],
  );

function large({host, says}: Answering): readonly RawFinding[] {
  const {quotaBytes, dbSizeBytes, dbInUseBytes} = says;
  if (quotaBytes === undefined || quotaBytes === 0 || dbSizeBytes < NEAR_QUOTA * quotaBytes) return [];
  const message = `${host}: its etcd database has ${bytes(dbSizeBytes)}, its quota is ${bytes(quotaBytes)}`;
  return [{code: 'etcd/database-large', host, message, evidence: [`${bytes(dbInUseBytes)} are in use`]}];
}

function slow({host, says}: Answering): readonly RawFinding[] {
  const late = [
    ...over('WAL fsync', says.fsyncP99Ms, says.fsyncNowMs, FSYNC_P99_MS),
    ...over('backend commit', says.commitP99Ms, says.commitNowMs, COMMIT_P99_MS),
  ];
  if (late.length === 0) return [];
  return [{code: 'etcd/disk-slow', host, message: `${host}: the disk of its etcd member is slow`, evidence: late}];
}

/** Slower than recommended since its start, and too slow now. */
const over = (what: string, p99 = 0, now = 0, advised: number): readonly string[] =>
  p99 > advised && now > CURRENT_MS
    ? [`${what}: 99th percentile ${p99} ms, recommended ${advised} ms; now ${now} ms`]
    : [];
