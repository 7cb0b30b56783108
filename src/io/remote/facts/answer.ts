import {Failure} from '../../../core/failure.js';
import type {HostName} from '../../../core/model/names.js';

/** The answer of the facts script, split into its sections. */
export interface Answer {
  /** The lines of a section; throws when the answer has no such section. */
  lines(section: string): readonly string[];
  has(section: string): boolean;
  /** The Failure for an answer that is not understood: `throw answer.garbled('why')`. */
  garbled(why: string, suggestion?: string): Failure;
}

/** Throws Failure 'hosts/garbled-facts' unless every section occurs once and the end marker is there. */
export function answerOf(host: HostName, boundary: string, text: string): Answer {
  const garbled = (why: string, suggestion = `make sure that shell profiles on ${host} print nothing`) =>
    new Failure('hosts/garbled-facts', `${host}: the facts are not understood: ${why}`, {
      suggestions: [suggestion, 'then run the same command again'],
    });
  if (!text.startsWith(`${boundary} `)) throw garbled('other output came before them');
  const sections = new Map<string, readonly string[]>();
  for (const block of `\n${text}`.split(`\n${boundary} `).slice(1)) {
    const [name = '', ...lines] = block.split('\n');
    if (sections.has(name)) throw garbled(`the section "${name}" occurs twice`);
    sections.set(name, lines);
  }
  // A complete last line ends an answer: "end" and nothing after it.
  if ([...sections.keys()].at(-1) !== 'end' || sections.get('end')!.join('\n') !== '')
    throw garbled('the end is missing');
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

/** The matches of each line of a section with a pattern; throws when a line does not match. */
export const matched = (answer: Answer, section: string, pattern: RegExp): readonly RegExpExecArray[] =>
  answer.lines(section).map(line => {
    const match = pattern.exec(line);
    if (match === null) throw answer.garbled(`"${excerpt(line)}" in the section "${section}"`);
    return match;
  });

/** Files as pairs of lines, the name and one line of it: path → text. */
export function texts(answer: Answer, section: string): ReadonlyMap<string, string> {
  // An empty line follows, which also ends the last line of a file without a newline.
  const lines = [...answer.lines(section)];
  if (lines.length % 2 === 1 && lines.pop() !== '')
    throw answer.garbled(`an incomplete line in the section "${section}"`);
  const found = new Map<string, string>();
  for (let at = 0; at < lines.length; at += 2) {
    const path = plainPath(answer, lines[at]!);
    found.set(path, `${found.get(path) ?? ''}${lines[at + 1]}\n`);
  }
  return found;
}

/** Lines of files, each after the path of its file and a colon: path → lines. Files without a line are left out. */
export function fileLines(answer: Answer, section: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [, file, line] of matched(answer, section, /^([^:]+):(.*)$/)) {
    const path = plainPath(answer, file!);
    const lines = found.get(path);
    if (lines === undefined) found.set(path, [line!]);
    else lines.push(line!);
  }
  return found;
}

/** The script uses paths such as "./etc/x", so that tests can give it another root directory. */
export function plainPath(answer: Answer, path: string): string {
  if (!path.startsWith('./')) throw answer.garbled(`"${excerpt(path)}" is not a path`);
  return path.slice(1);
}

const excerpt = (line: string): string => (line.length > 80 ? `${line.slice(0, 80)}…` : line);
