import type {ClusterFinding, Diagnosis} from '../../core/diagnosis/diagnosis.js';
import {counted} from '../../core/format.js';
import {findingText} from './findings-text.js';

/** The verdict, what was found with its evidence, the worst first, and what losses would do. */
export const diagnosisText = ({cluster, verdict, findings, losses}: Diagnosis): string =>
  [
    `${cluster} is ${verdict.sentence}\n${countedFindings(findings)}`,
    ...findings.map(withEvidence),
    ...(losses.length === 0 ? [] : [losses.map(({sentence}) => sentence).join('\n')]),
  ].join('\n\n');

/** The same in a line, for the end of a run that did something else. */
export const shortDiagnosis = ({cluster, verdict, findings}: Diagnosis): string =>
  `${cluster} is ${verdict.sentence}; ${countedFindings(findings)}`;

function countedFindings(findings: readonly ClusterFinding[]): string {
  const levels = (['error', 'warning', 'note'] as const).flatMap(level => {
    const count = findings.filter(finding => finding.level === level).length;
    return count === 0 ? [] : [counted(count, level)];
  });
  return levels.length === 0 ? 'no finding' : levels.join(', ');
}

function withEvidence(finding: ClusterFinding): string {
  const [said = '', ...rest] = findingText(finding).split('\n');
  return [said, ...finding.evidence.map(line => `    seen: ${line}`), ...rest].join('\n');
}
