import type {Entry} from '../codes/entry.js';
import {FINDINGS, type FindingCode} from '../codes/findings.js';
import type {DiagnosisContext} from './context.js';
import type {ClusterFinding} from './diagnosis.js';

/** What a rule reports, before suppression. Level, title and remedy are in the catalogue. */
export interface RawFinding {
  readonly code: FindingCode;
  readonly host?: string;
  /** Starts with the host if there is one. */
  readonly message: string;
  readonly evidence: readonly string[];
  /** Further hosts, units and paths that it concerns: suppression rules compare them. */
  readonly subjects?: readonly string[];
  /** Values for the placeholders of the remedy, in addition to `host`. */
  readonly values?: Readonly<Record<string, string>>;
  /** A remedy for this case, instead of the one in the catalogue. */
  readonly remedy?: string;
}

export type Rule = (context: DiagnosisContext) => readonly RawFinding[];

/** Findings with level and remedy from the catalogue, errors first. */
export const findingsOf = (raw: readonly RawFinding[]): readonly ClusterFinding[] =>
  distinct(raw.map(finding)).toSorted(byWeight);

function finding({code, host, message, evidence, values, remedy}: RawFinding): ClusterFinding {
  const {level, remedy: usual}: Entry = FINDINGS[code];
  const placeholders: Readonly<Record<string, string>> = {...(host === undefined ? {} : {host}), ...values};
  const fix =
    remedy ?? usual.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => placeholders[name] ?? placeholder);
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
