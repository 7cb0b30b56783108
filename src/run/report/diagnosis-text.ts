import type {ClusterFinding, Diagnosis} from '../../core/diagnosis/diagnosis.js';
import {printable} from '../../core/drawing/printable.js';
import {type Canvas, pictureText} from '../../core/drawing/text.js';
import {counted} from '../../core/format.js';
import type {Finding} from '../../core/model/finding.js';
import {severalLines} from '../../core/printable.js';

/** Findings in the format of kubeadm, errors last: `[ERROR Port-6443]: cp1: …`, with the remedy below. */
export const findingsText = (findings: readonly Finding[]): string =>
  [...findings]
    .sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level))
    .map(findingText)
    .join('\n');

export const findingText = ({level, code, message, fix}: Finding): string =>
  severalLines(`[${level.toUpperCase()} ${code}]: ${message}${fix === undefined ? '' : `\n    remedy: ${fix}`}`);

const ORDER: readonly Finding['level'][] = ['note', 'warning', 'error'];

/** The verdict, the drawing, the findings with their evidence, errors first, and the simulated losses. */
export function diagnosisText(diagnosis: Diagnosis, canvas: Canvas): string {
  const {cluster, verdict, findings, layout, losses} = printable(diagnosis);
  return [
    `${cluster} is ${verdict.summary}\n${countedFindings(findings)}`,
    pictureText(layout, canvas),
    ...findings.map(withEvidence),
    ...(losses.length === 0 ? [] : [losses.map(({summary}) => summary).join('\n')]),
  ].join('\n\n');
}

/** For the end of another command: one line, and the errors without their evidence. */
export function shortDiagnosis(diagnosis: Diagnosis): {readonly line: string; readonly errors: readonly Finding[]} {
  const {cluster, verdict, findings} = printable(diagnosis);
  const more = findings.length === 0 ? '' : ' (details: quorate topology check)';
  return {
    line: `${cluster} is ${verdict.summary}; ${countedFindings(findings)}${more}`,
    errors: findings.filter(({level}) => level === 'error'),
  };
}

function countedFindings(findings: readonly ClusterFinding[]): string {
  const levels = (['error', 'warning', 'note'] as const).flatMap(level => {
    const count = findings.filter(finding => finding.level === level).length;
    return count === 0 ? [] : [counted(count, level)];
  });
  return levels.length === 0 ? 'no findings' : levels.join(', ');
}

function withEvidence(finding: ClusterFinding): string {
  const [message = '', ...rest] = findingText(finding).split('\n');
  return [message, ...finding.evidence.map(line => `    evidence: ${line}`), ...rest].join('\n');
}
