import {Failure} from '../../../core/failure.js';
import type {HostName} from '../../../core/model/names.js';

/** What the fact script answered, cut into its sections. */
export interface Answer {
  /** The lines of a section; throws when the answer has no such section. */
  lines(section: string): readonly string[];
  has(section: string): boolean;
  /** The Failure for an answer that does not say what it should: `throw answer.garbled('why')`. */
  garbled(why: string): Failure;
}

/** Throws Failure 'hosts/garbled-facts' unless every section is there, once, down to the end marker. */
export function answerOf(host: HostName, boundary: string, text: string): Answer {
  const garbled = (why: string) =>
    new Failure('hosts/garbled-facts', `${host}: the answer of the fact script cannot be used: ${why}`, {
      suggestions: [
        `check that commands work on ${host} and print nothing of their own, then run the same command again`,
      ],
    });
  if (!text.startsWith(`${boundary} `)) throw garbled('something else was printed before it');
  const sections = new Map<string, readonly string[]>();
  for (const block of `\n${text}`.split(`\n${boundary} `).slice(1)) {
    const [name = '', ...lines] = block.split('\n');
    if (sections.has(name)) throw garbled(`the section "${name}" is there twice`);
    sections.set(name, lines);
  }
  // Only a complete line ends an answer: "end" and then nothing.
  if ([...sections.keys()].at(-1) !== 'end' || sections.get('end')!.join('\n') !== '')
    throw garbled('its end is missing');
  return {
    garbled,
    has: section => sections.has(section),
    lines(section) {
      const lines = sections.get(section);
      if (lines === undefined) throw garbled(`the section "${section}" is missing`);
      return lines;
    },
  };
}

/** Each line of a section through a pattern that all of it must match. */
export const matched = (answer: Answer, section: string, pattern: RegExp): readonly RegExpExecArray[] =>
  answer.lines(section).map(line => {
    const match = pattern.exec(line);
    if (match === null) throw answer.garbled(`"${excerpt(line)}" in the section "${section}"`);
    return match;
  });

/** Files as pairs of lines, the name and one line of it: path → text. */
export function texts(answer: Answer, section: string): ReadonlyMap<string, string> {
  // An empty line follows, which also ends the last line of a file that has no line end.
  const lines = [...answer.lines(section)];
  if (lines.length % 2 === 1 && lines.pop() !== '') throw answer.garbled(`half a line in the section "${section}"`);
  const found = new Map<string, string>();
  for (let at = 0; at < lines.length; at += 2) {
    const path = plainPath(answer, lines[at]!);
    found.set(path, `${found.get(path) ?? ''}${lines[at + 1]}\n`);
  }
  return found;
}

/** The script works with "./etc/x", so that tests can give it a root of their own. */
export function plainPath(answer: Answer, path: string): string {
  if (!path.startsWith('./')) throw answer.garbled(`"${excerpt(path)}" is no path`);
  return path.slice(1);
}

const excerpt = (line: string): string => (line.length > 80 ? `${line.slice(0, 80)}…` : line);
