import {withDots} from './characters.js';
import type {ConfigProblem} from './problem.js';

const MOST_SHOWN = 100;
const WIDTH = 120;

/** Problems as compilers print them: position, message, the line with carets under it, and the suggestion. */
export function renderProblems(problems: readonly ConfigProblem[], file: string): string {
  const shown = problems.slice(0, MOST_SHOWN).map(problem => renderProblem(problem, file));
  const more = problems.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n');
}

function renderProblem(problem: ConfigProblem, file: string): string {
  const {level, line, column, path, message, suggestion} = problem;
  const margin = ' '.repeat(String(line).length);
  const {text, carets} = excerptOf(problem);
  return [
    `${file}:${line}:${column} ${level}: ${path === '' ? '' : `${path}: `}${visible(message)}`,
    `  ${line} | ${text}`,
    `  ${margin} | ${carets}`,
    ...(suggestion === undefined ? [] : [`  ${margin} = ${visible(suggestion)}`]),
  ].join('\n');
}

/** The part of a long line around the position. */
function excerptOf({excerpt, column, length}: ConfigProblem): {readonly text: string; readonly carets: string} {
  const from = column + length > WIDTH ? Math.max(0, column - 1 - WIDTH / 2) : 0;
  const text = excerpt.slice(from, from + WIDTH);
  const before = text.slice(0, column - 1 - from).replace(/[^\t]/g, ' ');
  return {text: visible(text), carets: before + '^'.repeat(Math.max(1, Math.min(length, text.length - before.length)))};
}

/** Control characters of the file are not printed to the terminal, and invisible ones can be seen. */
const visible = (text: string): string => withDots(text.replace(/[\x00-\x08\x0a-\x1f\x7f-\x9f]/g, '·'));
