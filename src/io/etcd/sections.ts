export interface Section {
  /** Exit code of what was asked. */
  readonly code: number;
  readonly text: string;
}

/** An answer cut at its lines `== name exit-code`. */
export function sectionsOf(text: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, {code: number; text: string}>();
  let current: {code: number; text: string} | undefined;
  for (const line of text.split('\n')) {
    const head = /^== (\w+) (\d+)$/.exec(line);
    if (head) sections.set(head[1]!, (current = {code: Number(head[2]), text: ''}));
    else if (current) current.text += `${line}\n`;
  }
  return sections;
}
