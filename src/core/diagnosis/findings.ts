import type {Entry} from './catalogue/entry.js';
import {CATALOGUE} from './catalogue.js';
import type {ClusterFinding} from './diagnosis.js';
import type {Raised} from './rule.js';

/** Findings with level and remedy from the catalogue, in the order in which they are read. */
export const findingsOf = (raised: readonly Raised[]): readonly ClusterFinding[] =>
  distinct(raised.map(finding)).toSorted(byWeight);

function finding({code, host, message, evidence, values}: Raised): ClusterFinding {
  const {level, mend}: Entry = CATALOGUE[code];
  const places: Readonly<Record<string, string>> = {...(host === undefined ? {} : {host}), ...values};
  const fix = mend.replaceAll(/\{(\w+)\}/g, (whole, name: string) => places[name] ?? whole);
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
