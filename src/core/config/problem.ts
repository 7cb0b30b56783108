/** Something that is wrong or doubtful in cluster.yaml, with the place where it stands. */
export interface ConfigProblem {
  /** Stable: "config/unknown-key". */
  readonly code: string;
  readonly level: 'error' | 'warning';
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  /** How many characters of the line it is about, at least 1. */
  readonly length: number;
  /** "spec.hosts[1].address"; empty for the whole file. */
  readonly path: string;
  readonly message: string;
  readonly suggestion?: string;
  /** The line of the file. */
  readonly excerpt: string;
}

export type Path = readonly (string | number)[];

/** A problem before it has a place: found on the data, not in the text. */
export interface ConfigIssue {
  readonly code: string;
  /** Error unless it says otherwise. */
  readonly level?: ConfigProblem['level'];
  readonly path: Path;
  /** Which part the caret points at; the value unless it says otherwise. */
  readonly at?: 'key';
  readonly message: string;
  readonly suggestion?: string;
  /** Of an unknown key: the known one that was probably meant. */
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
