import type {Entry} from './entry.js';
import {CATALOGUE, type Code} from './findings.js';

/** docs/findings.md: every code with its meaning. */
export function findingsPage(): string {
  const codes = (Object.keys(CATALOGUE) as Code[]).toSorted();
  const areas = [...new Set(codes.map(code => code.slice(0, code.indexOf('/'))))];
  return [
    '# What `topology check` finds',
    '',
    '<!-- Made from src/core/diagnosis/catalogue. Change the catalogue, not this page. -->',
    '',
    'Codes are stable. An error makes the command fail; a warning does so where that was asked for; a note never does.',
    'What follows from another finding is not listed beside it: it stands among its evidence.',
    '',
    '`topology check` begins with the verdict and a drawing, and findings follow, each with what was seen and its remedy.',
    '`--output json` prints the same as [data](reference/diagnosis.schema.json), `--output html` as one page that needs',
    'nothing else; `--output mermaid` and `--output svg` print the drawing alone. `--watch` draws it again as things change.',
    ...areas.flatMap(area => ['', `## ${area}`, ...codes.filter(code => code.startsWith(`${area}/`)).flatMap(section)]),
    '',
  ].join('\n');
}

const section = (code: Code): readonly string[] => ['', `### ${code}`, '', ...explain(code).split('\n').slice(1)];

/** What `quorate explain` prints. */
export function explain(code: Code): string {
  const {level, title, explanation, remedy}: Entry = CATALOGUE[code];
  return [`${code} (${level})`, `${title} (${level}).`, '', explanation, '', `Remedy: ${remedy}`].join('\n');
}

export const isCode = (text: string): text is Code => Object.hasOwn(CATALOGUE, text);
