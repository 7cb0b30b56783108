import {type DiagnosisContext, knownValue} from '../context.js';
import type {RawFinding} from '../findings.js';

type Subject = Pick<DiagnosisContext, 'desired' | 'evidence'>;

/** Flannel does not enforce NetworkPolicy objects, which the API accepts. */
export function networkPoliciesRule({desired, evidence}: Subject): readonly RawFinding[] {
  const kube = knownValue(evidence.kube);
  const policy = knownValue(kube?.control)?.networkPolicy;
  if (desired.network.plugin !== 'flannel' || policy === undefined) return [];
  if (kube!.workloads.some(({name}) => ENFORCER.test(name))) return [];
  return [
    {
      code: 'network/policies-not-enforced',
      message: `NetworkPolicy ${policy} has no effect: flannel enforces none`,
      evidence: [],
      subjects: [policy],
    },
  ];
}

/** Agents that enforce NetworkPolicies beside another pod network: kube-network-policies, kube-router, and Calico (Canal). */
const ENFORCER = /\/DaemonSet\/(?:kube-network-policies|kube-router|canal|calico-node)/;
