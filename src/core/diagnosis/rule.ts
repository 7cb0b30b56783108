import type {Case} from './case.js';
import type {Code} from './catalogue.js';

/** What a rule says before it is known what follows from what. Level, title and remedy stand in the catalogue. */
export interface Raised {
  readonly code: Code;
  readonly host?: string;
  /** Starts with the host where there is one. */
  readonly message: string;
  readonly evidence: readonly string[];
  /** Other hosts, units and paths that it is about: what follows from what is seen by them. */
  readonly about?: readonly string[];
  /** Fills the places of the remedy; `host` is filled anyway. */
  readonly values?: Readonly<Record<string, string>>;
}

export type Rule = (about: Case) => readonly Raised[];
