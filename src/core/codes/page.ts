import {EXIT_CODES} from './exit-code.js';
import {byArea, KINDS} from './explain.js';
import {ALL, type Known} from './lookup.js';

const GENERATED =
  '<!-- Generated from src/core/codes/catalogue by `npm run docs`. Change the catalogue, not this page. -->';

/** docs/findings.md: what `topology check` finds. */
export const findingsPage = (): string =>
  [
    '# Findings of `topology check`',
    '',
    GENERATED,
    '',
    'Codes are stable. An error makes the command fail with exit code 1, and with 5 when etcd has no quorum or the next',
    'failure costs it quorum. A warning or a note does so only with `--fail-on`. A finding that follows from another one',
    'is not listed beside it: it is part of its evidence.',
    '',
    '`topology check` begins with the verdict and a drawing; then it lists the findings, each with evidence and a remedy.',
    '`--output json` prints the same as [data](reference/diagnosis.schema.json), `--output html` as one page without',
    'links to other files; `--output mermaid` and `--output svg` print the drawing alone. `--watch` repeats the check.',
    '',
    'The codes of refusals, preflight checks and failures are in [codes](codes.md).',
    ...[...byArea(ALL.filter(isFinding))].flatMap(([area, own]) => [
      '',
      `## ${area}`,
      ...own.flatMap(each => section(each, each.level)),
    ]),
    '',
  ].join('\n');

/** docs/codes.md: every other code. */
export const codesPage = (): string =>
  [
    '# Codes',
    '',
    GENERATED,
    '',
    'Every error that quorate prints has a code. Codes are stable: scripts may rely on them, and texts may change.',
    '`quorate explain CODE` prints the same as this page; `--json` prints the code of an error as `error.code`. The',
    'findings of `topology check` have [a page of their own](findings.md).',
    '',
    '| Exit code | Codes |',
    '| --------- | ----- |',
    '| 0 | success |',
    ...[...exitCodes()].map(([exit, areas]) => `| ${exit} | ${exit === 1 ? 'every other error' : areas.join(', ')} |`),
    '',
    'A preflight check has the name that kubeadm gives it. An error of a check exits with 4.',
    ...[...byArea(ALL.filter(each => !isFinding(each)))].flatMap(([area, own]) => [
      '',
      `## ${area}`,
      ...own.flatMap(each => section(each, `${KINDS[each.kind]}, ${each.level}`)),
    ]),
    '',
  ].join('\n');

const isFinding = ({kind}: Known): boolean => kind === 'finding';

const section = ({code, title, explanation, remedy}: Known, about: string): readonly string[] => [
  '',
  `### ${code}`,
  '',
  `${title} (${about}).`,
  '',
  explanation,
  '',
  `Remedy: ${remedy}`,
];

/** Areas by exit code, the smallest first. */
function exitCodes(): ReadonlyMap<number, readonly string[]> {
  const all = [...new Set(Object.values(EXIT_CODES))].toSorted((one, other) => one - other);
  return new Map(
    all.map(exit => [
      exit,
      Object.entries(EXIT_CODES).flatMap(([area, own]) => (own === exit ? [`\`${area}/…\``] : [])),
    ]),
  );
}
