/** Lines of context around what differs. */
const CONTEXT = 2;

/**
 * What differs between two texts, line by line: `-` only in the first, `+` only in the second. Empty for equal texts.
 * Everything between the first and the last difference is compared by the longest common subsequence of its lines.
 */
export function textDiff(before: string, after: string): readonly string[] {
  const [one, other] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < one.length && head < other.length && one[head] === other[head]) head++;
  if (head === one.length && head === other.length) return [];
  let tail = 0;
  while (tail < one.length - head && tail < other.length - head && one.at(-1 - tail) === other.at(-1 - tail)) tail++;
  const [from, to] = [one.slice(head, one.length - tail), other.slice(head, other.length - tail)];
  return [
    ...one.slice(Math.max(0, head - CONTEXT), head).map(line => ` ${line}`),
    ...changed(from, to),
    ...one.slice(one.length - tail, one.length - tail + CONTEXT).map(line => ` ${line}`),
  ];
}

const linesOf = (text: string): readonly string[] => text.replace(/\r?\n$/, '').split(/\r?\n/);

function changed(from: readonly string[], to: readonly string[]): readonly string[] {
  const lengths = commonLengths(from, to);
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    if (i < from.length && from[i] === to[j]) {
      lines.push(` ${from[i++]}`);
      j++;
    } else if (j >= to.length || (i < from.length && lengths[i + 1]![j]! >= lengths[i]![j + 1]!))
      lines.push(`-${from[i++]}`);
    else lines.push(`+${to[j++]}`);
  }
  return lines;
}

/** By position in both, the most lines that the rests have in common. */
function commonLengths(from: readonly string[], to: readonly string[]): readonly (readonly number[])[] {
  const rows = Array.from({length: from.length + 1}, () => new Array<number>(to.length + 1).fill(0));
  for (let i = from.length - 1; i >= 0; i--)
    for (let j = to.length - 1; j >= 0; j--)
      rows[i]![j] = from[i] === to[j] ? rows[i + 1]![j + 1]! + 1 : Math.max(rows[i + 1]![j]!, rows[i]![j + 1]!);
  return rows;
}
