import type {RawFinding} from './findings.js';
import type {SuppressionRule} from './suppression/kinds.js';
import {SUPPRESSION_RULES} from './suppression/table.js';

/** One fault, one finding: what follows from another stays as evidence of it, with all it had to say on that host. */
export function withoutSuppressed(raised: readonly RawFinding[]): readonly RawFinding[] {
  const causes = new Map(raised.map(each => [each, raised.filter(cause => follows(each, cause))]));
  const roots = (each: RawFinding): readonly RawFinding[] => {
    const direct = causes.get(each) ?? [];
    return direct.length === 0 ? [each] : [...new Set(direct.flatMap(roots))];
  };
  const hidden = raised.filter(each => causes.get(each)!.length > 0);
  const of = new Map<RawFinding, RawFinding[]>();
  for (const each of hidden) for (const root of roots(each)) of.set(root, [...(of.get(root) ?? []), each]);
  return raised.filter(each => !hidden.includes(each)).map(each => withFollowing(each, of.get(each) ?? []));
}

const follows = (each: RawFinding, cause: RawFinding): boolean =>
  each !== cause && (BY_CAUSE.get(cause.code) ?? []).some(row => applies(row, each, cause));

const BY_CAUSE: ReadonlyMap<string, readonly SuppressionRule[]> = new Map(
  SUPPRESSION_RULES.flatMap(row => row.of).map(code => [code, SUPPRESSION_RULES.filter(row => row.of.includes(code))]),
);

function applies({suppresses, where, when, only}: SuppressionRule, each: RawFinding, cause: RawFinding): boolean {
  if (!suppresses.includes(each.code)) return false;
  if (when !== undefined && !when.some(subject => cause.about?.includes(subject))) return false;
  if (only !== undefined && !only.some(subject => each.about?.includes(subject))) return false;
  switch (where) {
    case 'anywhere':
      return true;
    case 'there':
      return places(cause).some(place => places(each).includes(place));
    case 'of the same':
      return (
        (each.host === undefined || places(cause).includes(each.host)) &&
        (cause.about ?? []).some(subject => each.about?.includes(subject))
      );
    case 'between':
      return (cause.about ?? []).every(host => places(each).includes(host));
  }
}

const places = ({host, about = []}: RawFinding): readonly string[] => (host === undefined ? about : [host, ...about]);

/** A cluster of hundreds would bury the finding under what follows from it. */
const SHOWN = 12;

function withFollowing(root: RawFinding, following: readonly RawFinding[]): RawFinding {
  if (following.length === 0) return root;
  const lines = following.flatMap(each => [each.message, ...(each.host === root.host ? each.evidence : [])]);
  const own = root.evidence.filter(line => !lines.includes(line));
  const distinct = [...new Set(lines)].toSorted();
  const more = distinct.length > SHOWN ? [`and ${distinct.length - SHOWN} more that follow from it`] : [];
  return {...root, evidence: [...own, ...distinct.slice(0, SHOWN), ...more]};
}
