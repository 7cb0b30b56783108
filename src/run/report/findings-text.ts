import type {Finding} from '../../core/cluster/finding.js';

/** Findings as kubeadm prints them, errors last where the eye is: `[ERROR Port-6443]: cp1: …`, the fix below. */
export const findingsText = (findings: readonly Finding[]): string =>
  [...findings]
    .sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level))
    .map(findingText)
    .join('\n');

export const findingText = ({level, code, message, fix}: Finding): string =>
  `[${level.toUpperCase()} ${code}]: ${message}${fix === undefined ? '' : `\n    fix: ${fix}`}`;

const ORDER: readonly Finding['level'][] = ['note', 'warning', 'error'];
