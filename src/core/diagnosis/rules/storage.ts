import {bytes} from '../../format.js';
import type {DiagnosisContext} from '../context.js';
import type {RawFinding} from '../findings.js';
import {type Answering, clustersOf} from '../membership.js';

/** What etcd advises for its disk: the 99th percentiles of syncing the log, and of a commit to the database. */
const FSYNC_P99_MS = 10;
const COMMIT_P99_MS = 25;
/** On the mean of this moment: a fifth of etcd's election timeout, which a few such waits in a row use up. */
const PRESENT_MS = 200;
const NEAR_QUOTA = 0.8;

/** What the members store, and on what. */
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
  return [{code: 'etcd/nospace', message: 'etcd raised the NOSPACE alarm: it takes no writes', evidence}];
}

/** The alarm names the member; else, of hashes at one revision, those that are not the majority's. */
function corrupt(main: readonly Answering[]): readonly RawFinding[] {
  const alarmed = alarmsOf(main, 'CORRUPT');
  const odd = oddHashes(main);
  return main
    .filter(each => alarmed.has(each.says.memberId) || odd.has(each))
    .map(each => {
      const {host, says} = each;
      return {
        code: 'etcd/member-corrupt',
        host,
        message: `${host}: its member holds other data than the rest`,
        evidence: [
          ...(alarmed.has(says.memberId) ? [`CORRUPT alarm for member ${says.memberId}`] : []),
          ...(odd.has(each) ? hashLines(main) : []),
        ],
        values: {id: says.memberId},
      };
    });
}

function oddHashes(main: readonly Answering[]): ReadonlySet<Answering> {
  const odd = new Set<Answering>();
  for (const {says} of main) {
    const {hash: mine} = says;
    if (mine === undefined) continue;
    const same = main.filter(each => each.says.hash?.revision === mine.revision);
    const agreeing = same.filter(each => each.says.hash?.hash === mine.hash);
    // Half against half: nobody can say which half is right, so all are named.
    if (agreeing.length * 2 <= same.length && agreeing.length < same.length) for (const each of agreeing) odd.add(each);
  }
  return odd;
}

const hashLines = (main: readonly Answering[]): readonly string[] =>
  main.flatMap(({host, says}) =>
    says.hash === undefined ? [] : [`${host}: hash ${says.hash.hash} at revision ${says.hash.revision}`],
  );

function large({host, says}: Answering): readonly RawFinding[] {
  const {quotaBytes, dbSizeBytes, dbInUseBytes} = says;
  if (quotaBytes === undefined || quotaBytes === 0 || dbSizeBytes < NEAR_QUOTA * quotaBytes) return [];
  const message = `${host}: its database takes ${bytes(dbSizeBytes)} of ${bytes(quotaBytes)}`;
  return [{code: 'etcd/database-large', host, message, evidence: [`${bytes(dbInUseBytes)} of it are in use`]}];
}

function slow({host, says}: Answering): readonly RawFinding[] {
  const late = [
    ...over('syncing the log', says.fsyncP99Ms, says.fsyncNowMs, FSYNC_P99_MS),
    ...over('a commit', says.commitP99Ms, says.commitNowMs, COMMIT_P99_MS),
  ];
  if (late.length === 0) return [];
  return [{code: 'etcd/disk-slow', host, message: `${host}: the disk of its etcd member is slow`, evidence: late}];
}

/** Slower than advised as a rule, and just now so slow that it does harm. */
const over = (what: string, p99 = 0, now = 0, advised: number): readonly string[] =>
  p99 > advised && now > PRESENT_MS
    ? [`99 % of ${what} takes up to ${p99} ms, advised are ${advised} ms; now ${now} ms`]
    : [];
