/** The bytes that a request asks for, from start to end, which is not included. */
export type Range =
  | {readonly is: 'all'}
  | {readonly is: 'part'; readonly start: number; readonly end: number}
  | {readonly is: 'unsatisfiable'};

/**
 * The range of a request, as in RFC 9110: headers that are not understood, and several ranges at once, mean everything.
 * @param ifRange the header If-Range: the range counts only for this content.
 */
export const rangeOf = (
  range: string | undefined,
  ifRange: string | undefined,
  {size, etag}: {readonly size: number; readonly etag: string},
): Range => {
  const asked = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '');
  if (asked === null || (ifRange !== undefined && ifRange !== etag)) return {is: 'all'};
  const [, first = '', last = ''] = asked;
  if (first === '') return last === '' ? {is: 'all'} : fromEnd(Number(last), size);
  const start = Number(first);
  if (last !== '' && Number(last) < start) return {is: 'all'};
  if (start >= size) return {is: 'unsatisfiable'};
  return {is: 'part', start, end: last === '' ? size : Math.min(Number(last) + 1, size)};
};

const fromEnd = (count: number, size: number): Range =>
  count === 0 || size === 0 ? {is: 'unsatisfiable'} : {is: 'part', start: Math.max(size - count, 0), end: size};
