import type {ClusterFinding, Diagnosis} from '../../core/diagnosis/diagnosis.js';
import {printable} from '../../core/drawing/printable.js';
import {type Canvas, pictureText} from '../../core/drawing/text.js';
import {counted} from '../../core/format.js';
import type {Finding} from '../../core/model/finding.js';

/** Findings as kubeadm prints them, errors last where the eye is: `[ERROR Port-6443]: cp1: …`, the fix below. */
export const findingsText = (findings: readonly Finding[]): string =>
  [...findings]
    .sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level))
    .map(findingText)
    .join('\n');

export const findingText = ({level, code, message, fix}: Finding): string =>
  `[${level.toUpperCase()} ${code}]: ${message}${fix === undefined ? '' : `\n    fix: ${fix}`}`;

const ORDER: readonly Finding['level'][] = ['note', 'warning', 'error'];

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
