/** The candidate that was probably meant; undefined if none is similar. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const near = candidates
    .map(candidate => ({candidate, distance: distanceOf(normalized(word), normalized(candidate))}))
    .filter(({candidate, distance}) => distance <= Math.max(1, Math.floor(Math.min(word.length, candidate.length) / 3)))
    .sort((a, b) => a.distance - b.distance)[0]?.candidate;
  return near ?? candidates.find(candidate => contains(normalized(candidate), normalized(word)));
}

/** "pod_cidr" and "podCIDR" equal podCidr. */
const normalized = (word: string): string => word.toLowerCase().replace(/[-_.\s]/g, '');

const contains = (one: string, other: string): boolean =>
  Math.min(one.length, other.length) >= 4 && (one.includes(other) || other.includes(one));

/** Edit distance in which a swap of neighbours counts once. */
function distanceOf(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 4) return Number.POSITIVE_INFINITY;
  let [before, previous] = [[] as number[], Array.from({length: b.length + 1}, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, change, swap));
    }
    [before, previous] = [previous, row];
  }
  return previous[b.length] ?? Number.POSITIVE_INFINITY;
}
