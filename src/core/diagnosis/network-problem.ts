import type {FindingCode} from '../codes/findings.js';
import type {DiagnosisContext} from './context.js';
import {findingsOf} from './findings.js';
import {hostSurroundingsRule} from './rules/host-surroundings.js';
import {linksRule} from './rules/links.js';
import {networkReachRule} from './rules/network-reach.js';
import {systemPodsRule} from './rules/system-pods.js';
import {withoutSuppressed} from './suppress.js';

/** Why pods cannot connect to each other, in words for a Failure. */
interface NetworkProblem {
  readonly code: FindingCode;
  readonly text: string;
  readonly remedies: readonly string[];
}

const RULES = [hostSurroundingsRule, linksRule, systemPodsRule, networkReachRule];

/** The errors that a diagnosis finds in the network of pods and what it needs; undefined if there is none. */
export function networkProblem(
  subject: Pick<DiagnosisContext, 'desired' | 'evidence' | 'now'>,
): NetworkProblem | undefined {
  const findings = findingsOf(withoutSuppressed(RULES.flatMap(rule => rule(subject))));
  const errors = findings.filter(({level}) => level === 'error');
  const [first] = errors;
  if (first === undefined) return undefined;
  return {
    code: first.code as FindingCode,
    text: errors.map(({message, evidence}) => [message, ...evidence.map(line => `  ${line}`)].join('\n')).join('\n'),
    remedies: errors.flatMap(({fix}) => fix ?? []),
  };
}
