import type {YAMLParseError, YAMLWarning} from 'yaml';
import {own} from '../own.js';
import type {BrokenText} from './broken-text.js';
import {tagProblem, templateSuggestion} from './templates.js';

const WORDS: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'a second document begins here: the file must have one cluster',
  RESOURCE_EXHAUSTION: 'not readable as YAML: it is nested too deeply',
  TAB_AS_INDENT: 'YAML is indented with spaces, this line has a tab',
};

/** Errors after the first one mostly follow from it. Each tag is reported once. */
export function syntaxProblems(
  errors: readonly YAMLParseError[],
  warnings: readonly YAMLWarning[],
  text: string,
): readonly BrokenText[] {
  const first = errors.find(({code}) => code === 'TAB_AS_INDENT') ?? errors.toSorted((a, b) => a.pos[0] - b.pos[0])[0];
  if (first !== undefined) return [syntaxProblem(first, text)];
  const tags = new Map(warnings.toReversed().map(warning => [tagOf(warning, text), warning] as const));
  return [...tags].toReversed().map(([tag, warning]) => ({
    span: spanOf(warning),
    ...(tag === undefined ? {message: `not valid YAML: ${warning.message}`} : tagProblem(tag)),
  }));
}

function syntaxProblem(error: YAMLParseError, text: string): BrokenText {
  const {code, message, pos} = error;
  const line = lineAt(text, pos[0]);
  const code_ = /^ *\t/.test(line) && code !== 'MULTIPLE_DOCS' ? 'TAB_AS_INDENT' : code;
  const suggestion = templateSuggestion(line);
  return {
    span: spanOf(error),
    message: own(WORDS, code_) ?? `not valid YAML: ${message}`,
    ...(suggestion === undefined ? {} : {suggestion}),
  };
}

const spanOf = ({pos: [start, end]}: YAMLParseError | YAMLWarning): BrokenText['span'] => ({
  offset: start,
  length: end - start,
});

const tagOf = ({pos: [start]}: YAMLWarning, text: string): string | undefined =>
  /^!\S*/.exec(text.slice(start, start + 100))?.[0];

const lineAt = (text: string, offset: number): string =>
  text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n', 1)[0] ?? '';

const BLANK = /^\s*(#.*)?$/;
const MARKER = /^---[ \t]*(#.*)?\r?$/;

/** Without a `---` after which only comments follow: it begins no second document. */
export function withoutLastMarker(text: string): string {
  const lines = text.split('\n');
  const end = lines.findLastIndex(line => !BLANK.test(line) && !MARKER.test(line)) + 1;
  const marker = lines.findIndex((line, index) => index >= end && MARKER.test(line));
  return end > 0 && marker > 0 ? lines.slice(0, marker).join('\n') : text;
}
