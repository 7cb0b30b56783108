export const lengthOf = (text: string): number => [...text].length;

/** At most this many characters. The middle is left out, because names differ at their ends. */
export function shortened(text: string, atMost: number): string {
  const characters = [...text];
  if (characters.length <= atMost) return text;
  const head = Math.ceil((atMost - 1) / 2);
  const tail = atMost - 1 - head;
  return `${characters.slice(0, head).join('')}…${tail > 0 ? characters.slice(-tail).join('') : ''}`;
}

/** Lines of at most this many characters, broken at spaces if there are any. More than `lines` end in an ellipsis. */
export function wrapped(text: string, width: number, lines = Number.POSITIVE_INFINITY): readonly string[] {
  const all: string[] = [];
  let rest = [...text.trim()];
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const end = space > 0 ? space : width;
    all.push(rest.slice(0, end).join('').trimEnd());
    rest = [...rest.slice(end).join('').trimStart()];
  }
  all.push(rest.join(''));
  if (all.length <= lines) return all;
  const last = [...all[lines - 1]!].slice(0, width - 1).join('');
  return [...all.slice(0, lines - 1), `${last.trimEnd()}…`];
}
