import {by} from '../group-by.js';
import type {Kind} from './catalogue.js';
import {exitCode as exitCodeOf} from './exit-code.js';
import {ALL, type Known} from './lookup.js';

/** What each kind of code is called. */
export const KINDS: Readonly<Record<Kind, string>> = {
  finding: 'finding of topology check',
  refusal: 'refusal or warning of a command',
  preflight: 'preflight check',
  config: 'configuration issue',
  failure: 'failure of a command',
};

/** What `quorate explain CODE` prints. */
export function explanationText(known: Known): string {
  const {code, kind, level, title, explanation, remedy, renamedFrom} = known;
  return [
    ...(renamedFrom === undefined ? [] : [`${renamedFrom} was renamed to ${code}.`, '']),
    `${code}: ${title}`,
    '',
    `Kind:      ${KINDS[kind]}`,
    `Level:     ${level}`,
    `Exit code: ${exitText(known)}`,
    '',
    explanation,
    '',
    `Remedy: ${remedy}`,
  ].join('\n');
}

function exitText({code, kind, level, exitCode}: Known): string {
  if (exitCode === undefined && kind === 'finding') return `none; 1 of topology check with --fail-on ${level}`;
  if (exitCode === undefined) return 'none, it does not make a command fail';
  if (code === 'hosts/unreachable') return `${exitCode} of topology check, ${exitCodeOf(code)} of other commands`;
  return kind === 'finding' ? `${exitCode} of topology check` : `${exitCode}`;
}

/** What `quorate explain` prints: every code by area, with its title. */
export const listText = (): string =>
  [...byArea(ALL)]
    .map(([area, own]) => {
      const width = Math.max(...own.map(({code}) => code.length));
      return [area, ...own.map(({code, title}) => `  ${code.padEnd(width)}  ${title}`)].join('\n');
    })
    .join('\n\n');

/** Codes by the part before the slash, in alphabetical order; preflight checks have none and come last. */
export function byArea(codes: readonly Known[]): ReadonlyMap<string, readonly Known[]> {
  const isCheck = ({code}: Known) => !code.includes('/');
  const areaOf = (each: Known) => (isCheck(each) ? 'preflight checks' : each.code.slice(0, each.code.indexOf('/')));
  return by([...codes.filter(each => !isCheck(each)), ...codes.filter(isCheck)], areaOf);
}
