import type {Entry} from '../codes/entry.js';
import {CATALOGUE, type Code} from '../codes/findings.js';
import type {DiagnosisContext} from './context.js';
import type {ClusterFinding} from './diagnosis.js';

/** What a rule says before it is known what follows from what. Level, title and remedy stand in the catalogue. */
export interface RawFinding {
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

export type Rule = (about: DiagnosisContext) => readonly RawFinding[];

/** Findings with level and remedy from the catalogue, in the order in which they are read. */
export const findingsOf = (raised: readonly RawFinding[]): readonly ClusterFinding[] =>
  distinct(raised.map(finding)).toSorted(byWeight);

function finding({code, host, message, evidence, values}: RawFinding): ClusterFinding {
  const {level, remedy}: Entry = CATALOGUE[code];
  const places: Readonly<Record<string, string>> = {...(host === undefined ? {} : {host}), ...values};
  const fix = remedy.replaceAll(/\{(\w+)\}/g, (whole, name: string) => places[name] ?? whole);
  return {
    code,
    level,
    message,
    fix,
    ...(host === undefined ? {} : {host}),
    evidence: [...new Set(evidence)].toSorted(),
  };
}

const distinct = (findings: readonly ClusterFinding[]): readonly ClusterFinding[] => [
  ...new Map(findings.map(each => [JSON.stringify(each), each])).values(),
];

const WEIGHT = {error: 0, warning: 1, note: 2};

const byWeight = (one: ClusterFinding, other: ClusterFinding): number =>
  WEIGHT[one.level] - WEIGHT[other.level] || inOrder(keyOf(one), keyOf(other));

const keyOf = ({code, host = '', message}: ClusterFinding): string => [code, host, message].join('\n');
const inOrder = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
