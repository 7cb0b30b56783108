import {by} from '../../group-by.js';
import {type DiagnosisContext, knownValue} from '../context.js';
import type {PodEvidence} from '../evidence.js';
import type {RawFinding} from '../findings.js';

/** A pod that was just created is starting. */
const STARTING_MS = 60_000;

/** Pods that stay without a network, and cluster DNS. Pods of users are theirs to judge. */
export function systemPodsRule({evidence, now}: Pick<DiagnosisContext, 'evidence' | 'now'>): readonly RawFinding[] {
  const pods = knownValue(evidence.kube)?.systemPods;
  if (pods === undefined) return [];
  const isLate = ({ready, created}: PodEvidence) => !ready && now.getTime() - created.getTime() > STARTING_MS;
  const unconnected = pods.filter(pod => pod.sandbox !== undefined && isLate(pod));
  return [...[...by(unconnected, ({node}) => node)].map(notStarting), ...clusterDns(pods, isLate)];
}

const notStarting = ([host, pods]: readonly [string, readonly PodEvidence[]]): RawFinding => ({
  code: 'kube/pods-not-starting',
  host,
  message: `${host}: pods of kube-system do not start: the runtime cannot connect them to the pod network`,
  evidence: pods.map(line),
});

function clusterDns(pods: readonly PodEvidence[], isLate: (pod: PodEvidence) => boolean): readonly RawFinding[] {
  const all = pods.filter(({dns}) => dns);
  const ready = all.filter(pod => pod.ready);
  const late = all.filter(isLate);
  if (ready.length > 0 && late.length === 0) return [];
  const unready = all.filter(pod => !pod.ready);
  return [
    {
      code: 'kube/dns-not-ready',
      message: `cluster DNS: ${ready.length} of ${all.length} pods of CoreDNS are ready`,
      evidence: unready.map(line),
      subjects: [...new Set(unready.flatMap(({node}) => (node === '' ? [] : [node])))],
    },
  ];
}

const line = ({name, node, reasons, sandbox, log}: PodEvidence): string =>
  [
    `${name}${node === '' ? '' : ` on ${node}`}: ${reasons.join(', ') || 'not ready'}`,
    ...(sandbox === undefined ? [] : [sandbox]),
    ...(log === undefined ? [] : [`log: ${log}`]),
  ].join('; ');
