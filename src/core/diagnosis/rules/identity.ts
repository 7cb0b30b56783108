import {listed} from '../../format.js';
import type {IdentityProblem} from '../../identity/subject.js';
import {type DiagnosisContext, isFresh, knownOf} from '../context.js';
import type {RawFinding} from '../findings.js';

/** Are these the hosts, and is this the cluster, that the configuration is about? */
export const identityRule = (about: DiagnosisContext): readonly RawFinding[] => [
  ...about.identity.map(raised),
  ...missing(about),
];

/** With the setting or the file that it is about. */
function raised(problem: IdentityProblem): RawFinding {
  const subject = problem.values?.setting ?? problem.values?.path;
  return {...problem, ...(subject === undefined ? {} : {about: [subject]})};
}

/** Hosts that were set up by an older quorate lack it together: that is one finding. */
function missing({evidence}: DiagnosisContext): readonly RawFinding[] {
  const hosts = knownOf(evidence.observed.hosts)
    .filter(([host, {identity}]) => identity === undefined && !isFresh(host, evidence))
    .map(([host]) => host)
    .toSorted();
  const [first] = hosts;
  if (first === undefined) return [];
  const lines = hosts.map(host => `${host}: no identity is recorded`);
  if (hosts.length === 1) return [{code: 'identity/missing', host: first, message: lines[0]!, evidence: []}];
  return [{code: 'identity/missing', message: `${listed(hosts)}: no identity is recorded`, evidence: lines}];
}
