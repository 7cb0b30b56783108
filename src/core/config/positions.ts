/** A part of a text, in UTF-16 code units. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

export interface Place {
  readonly line: number;
  readonly column: number;
  /** At least 1, and at most to the end of the line. */
  readonly length: number;
  readonly excerpt: string;
}

/** Turns offsets into lines and columns, both counted from 1. */
export function placesOf(text: string): (span: Span) => Place {
  const lines = text.split('\n');
  const starts: number[] = [];
  let start = 0;
  for (const line of lines) {
    starts.push(start);
    start += line.length + 1;
  }
  return ({offset, length}) => {
    const index = lastAtOrBefore(starts, Math.max(0, Math.min(offset, text.length)));
    const excerpt = (lines[index] ?? '').replace(/\r$/, '');
    const column = Math.min(offset - (starts[index] ?? 0), excerpt.length);
    return {
      line: index + 1,
      column: column + 1,
      length: Math.max(1, Math.min(length, excerpt.length - column)),
      excerpt,
    };
  };
}

function lastAtOrBefore(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
