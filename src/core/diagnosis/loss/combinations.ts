/** All subsets of this size, in the order of the elements. */
export function combinations<T>(of: readonly T[], size: number): readonly (readonly T[])[] {
  if (size === 0) return [[]];
  return of.flatMap((first, index) => combinations(of.slice(index + 1), size - 1).map(rest => [first, ...rest]));
}
