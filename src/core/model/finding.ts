import type {Code} from '../codes/code.js';

/**
 * One thing to be said about a cluster, a host or a configuration. Findings are collected and shown together;
 * errors stop a run, warnings are shown, notes are for `topology check`.
 */
export interface Finding {
  /** Stable, `area/what-is-wrong`, or kubeadm's own name for a preflight check. */
  readonly code: Code;
  readonly level: 'error' | 'warning' | 'note';
  /** What is so, with the values. Starts with the host where there is one. */
  readonly message: string;
  /** What to do next: a command where there is one. */
  readonly fix?: string;
}

export const errors = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(finding => finding.level === 'error');
