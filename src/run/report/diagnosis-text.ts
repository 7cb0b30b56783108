import type {ClusterFinding, Diagnosis} from '../../core/diagnosis/diagnosis.js';
import {counted} from '../../core/format.js';
import {printable} from '../../core/picture/printable.js';
import {type Canvas, pictureText} from '../../core/picture/text.js';
import {findingText} from './findings-text.js';

/** The verdict, the drawing, what was found with its evidence, the worst first, and what losses would do. */
export function diagnosisText(diagnosis: Diagnosis, canvas: Canvas): string {
  const {cluster, verdict, findings, layout, losses} = printable(diagnosis);
  return [
    `${cluster} is ${verdict.sentence}\n${countedFindings(findings)}`,
    pictureText(layout, canvas),
    ...findings.map(withEvidence),
    ...(losses.length === 0 ? [] : [losses.map(({sentence}) => sentence).join('\n')]),
  ].join('\n\n');
}

/** The same in a line, for the end of a run that did something else. */
export function shortDiagnosis(diagnosis: Diagnosis): string {
  const {cluster, verdict, findings} = printable(diagnosis);
  return `${cluster} is ${verdict.sentence}; ${countedFindings(findings)}`;
}

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
