import type {Finding} from '../../core/cluster/finding.js';
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

/** The same for the end of a run that did something else: a line, and the errors without what was seen of them. */
export function shortDiagnosis(diagnosis: Diagnosis): {readonly line: string; readonly errors: readonly Finding[]} {
  const {cluster, verdict, findings} = printable(diagnosis);
  const more = findings.length === 0 ? '' : ' (all of it: quorate topology check)';
  return {
    line: `${cluster} is ${verdict.sentence}; ${countedFindings(findings)}${more}`,
    errors: findings.filter(({level}) => level === 'error'),
  };
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
