import type {RawFinding} from './findings.js';
import type {SuppressionRule} from './suppression/kinds.js';
import {SUPPRESSION_RULES} from './suppression/table.js';

/** One fault, one finding: a finding that follows from another becomes evidence of it. */
export function withoutSuppressed(raw: readonly RawFinding[]): readonly RawFinding[] {
  const causes = new Map(raw.map(each => [each, raw.filter(cause => follows(each, cause))]));
  const roots = (each: RawFinding): readonly RawFinding[] => {
    const direct = causes.get(each) ?? [];
    return direct.length === 0 ? [each] : [...new Set(direct.flatMap(roots))];
  };
  const suppressed = raw.filter(each => causes.get(each)!.length > 0);
  const byRoot = new Map<RawFinding, RawFinding[]>();
  for (const each of suppressed) for (const root of roots(each)) byRoot.set(root, [...(byRoot.get(root) ?? []), each]);
  return raw.filter(each => !suppressed.includes(each)).map(each => withFollowing(each, byRoot.get(each) ?? []));
}

const follows = (each: RawFinding, cause: RawFinding): boolean =>
  each !== cause && (BY_CAUSE.get(cause.code) ?? []).some(row => applies(row, each, cause));

const BY_CAUSE: ReadonlyMap<string, readonly SuppressionRule[]> = new Map(
  SUPPRESSION_RULES.flatMap(row => row.of).map(code => [code, SUPPRESSION_RULES.filter(row => row.of.includes(code))]),
);

function applies({suppresses, where, when, only}: SuppressionRule, each: RawFinding, cause: RawFinding): boolean {
  if (!suppresses.includes(each.code)) return false;
  if (when !== undefined && !when.some(subject => cause.subjects?.includes(subject))) return false;
  if (only !== undefined && !only.some(subject => each.subjects?.includes(subject))) return false;
  switch (where) {
    case 'anywhere':
      return true;
    case 'there':
      return places(cause).some(place => places(each).includes(place));
    case 'of the same':
      return (
        (each.host === undefined || places(cause).includes(each.host)) &&
        (cause.subjects ?? []).some(subject => each.subjects?.includes(subject))
      );
    case 'between':
      return (cause.subjects ?? []).every(host => places(each).includes(host));
  }
}

const places = ({host, subjects = []}: RawFinding): readonly string[] =>
  host === undefined ? subjects : [host, ...subjects];

/** In a cluster of hundreds of hosts the evidence would otherwise hide the finding. */
const MOST_LINES = 12;

function withFollowing(root: RawFinding, following: readonly RawFinding[]): RawFinding {
  if (following.length === 0) return root;
  const lines = following.flatMap(each => [each.message, ...(each.host === root.host ? each.evidence : [])]);
  const own = root.evidence.filter(line => !lines.includes(line));
  const distinct = [...new Set(lines)].toSorted();
  const more = distinct.length > MOST_LINES ? [`and ${distinct.length - MOST_LINES} more consequences`] : [];
  return {...root, evidence: [...own, ...distinct.slice(0, MOST_LINES), ...more]};
}
