import type {Consequence} from './consequences/consequence.js';
import {CONSEQUENCES} from './consequences/table.js';
import type {Raised} from './rule.js';

/** One fault, one finding: what follows from another stays as evidence of it, with all it had to say on that host. */
export function withoutConsequences(raised: readonly Raised[]): readonly Raised[] {
  const causes = new Map(raised.map(each => [each, raised.filter(cause => follows(each, cause))]));
  const roots = (each: Raised): readonly Raised[] => {
    const direct = causes.get(each) ?? [];
    return direct.length === 0 ? [each] : [...new Set(direct.flatMap(roots))];
  };
  const hidden = raised.filter(each => causes.get(each)!.length > 0);
  const of = new Map<Raised, Raised[]>();
  for (const each of hidden) for (const root of roots(each)) of.set(root, [...(of.get(root) ?? []), each]);
  return raised.filter(each => !hidden.includes(each)).map(each => withFollowing(each, of.get(each) ?? []));
}

const follows = (each: Raised, cause: Raised): boolean =>
  each !== cause && (BY_CAUSE.get(cause.code) ?? []).some(row => applies(row, each, cause));

const BY_CAUSE: ReadonlyMap<string, readonly Consequence[]> = new Map(
  CONSEQUENCES.flatMap(row => row.of).map(code => [code, CONSEQUENCES.filter(row => row.of.includes(code))]),
);

function applies({hides, where, when, only}: Consequence, each: Raised, cause: Raised): boolean {
  if (!hides.includes(each.code)) return false;
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

const places = ({host, about = []}: Raised): readonly string[] => (host === undefined ? about : [host, ...about]);

/** A cluster of hundreds would bury the finding under what follows from it. */
const SHOWN = 12;

function withFollowing(root: Raised, following: readonly Raised[]): Raised {
  if (following.length === 0) return root;
  const lines = following.flatMap(each => [each.message, ...(each.host === root.host ? each.evidence : [])]);
  const own = root.evidence.filter(line => !lines.includes(line));
  const distinct = [...new Set(lines)].toSorted();
  const more = distinct.length > SHOWN ? [`and ${distinct.length - SHOWN} more that follow from it`] : [];
  return {...root, evidence: [...own, ...distinct.slice(0, SHOWN), ...more]};
}
