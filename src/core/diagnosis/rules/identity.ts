import {listed} from '../../format.js';
import type {IdentityProblem} from '../../identity/subject.js';
import {type DiagnosisContext, isFresh, knownOf} from '../context.js';
import type {RawFinding} from '../findings.js';

/** Are these machines the hosts of the configuration, and do they belong to its cluster? */
export const identityRule = (context: DiagnosisContext): readonly RawFinding[] => [
  ...context.identity.map(withSubject),
  ...missing(context),
];

/** The subject is the setting or the file. */
function withSubject(problem: IdentityProblem): RawFinding {
  const subject = problem.values?.setting ?? problem.values?.path;
  return {...problem, ...(subject === undefined ? {} : {subjects: [subject]})};
}

/** One finding for all hosts: an older quorate recorded none on any of them. */
function missing({evidence}: DiagnosisContext): readonly RawFinding[] {
  const hosts = knownOf(evidence.observed.hosts)
    .filter(([host, {identity}]) => identity === undefined && !isFresh(host, evidence))
    .map(([host]) => host)
    .toSorted();
  const [first] = hosts;
  if (first === undefined) return [];
  const lines = hosts.map(host => `${host}: identity is not recorded`);
  if (hosts.length === 1) return [{code: 'identity/missing', host: first, message: lines[0]!, evidence: []}];
  return [{code: 'identity/missing', message: `${listed(hosts)}: identity is not recorded`, evidence: lines}];
}
