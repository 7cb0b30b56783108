import type {ConfigCode} from '../codes/code.js';

/** An error or a warning about cluster.yaml, with its position. */
export interface ConfigProblem {
  readonly code: ConfigCode;
  readonly level: 'error' | 'warning';
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  /** Number of marked characters in the line, at least 1. */
  readonly length: number;
  /** "spec.hosts[1].address"; empty for the file itself. */
  readonly path: string;
  readonly message: string;
  readonly suggestion?: string;
  /** A text that is accepted in the marked place; undefined if the suggestion is advice. */
  readonly replacement?: string;
  /** The line of the file. */
  readonly excerpt: string;
}

export type Path = readonly (string | number)[];

/** A problem without a position: found in the data, not in the text. */
export interface ConfigIssue {
  readonly code: ConfigCode;
  /** Default: error. */
  readonly level?: ConfigProblem['level'];
  readonly path: Path;
  /** The part that the caret points at. Default: the value. */
  readonly at?: 'key';
  readonly message: string;
  readonly suggestion?: string;
  /** A text that is accepted in place of the value (of the key, with `at`). */
  readonly replacement?: string;
  /** For an unknown key: the key that was probably meant. */
  readonly meant?: string;
}

const PLAIN = /^[A-Za-z_][\w-]*$/;

/** "spec.hosts[1].labels["example.com/tier"]" */
export const pathText = (path: Path): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (!PLAIN.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
