import type {WorkloadEvidence} from '../../core/diagnosis/evidence.js';

/**
 * Parses the lines of `kube-api.sh workloads`, one a pod: namespace, name, kind and name of its owner, template hash of
 * the owner, node, "True" when it is ready. A ReplicaSet of a Deployment counts as the Deployment.
 */
export function parseWorkloads(text: string): readonly WorkloadEvidence[] {
  const hosts = new Map<string, string[]>();
  // Lines that start with a tab say more of the pod before them.
  for (const line of text.split('\n').filter(each => each !== '' && !each.startsWith('\t'))) {
    const [namespace = '', pod = '', kind = '', owner = '', hash = '', node = '', ready = ''] = line.split('\t');
    // A Node owns the static pods of its kubelet: they are not workloads.
    if (kind === 'Node') continue;
    const name = `${namespace}/${workload({pod, kind, owner, hash})}`;
    const running = hosts.get(name) ?? [];
    hosts.set(name, running);
    if (ready === 'True' && node !== '') running.push(node);
  }
  return [...hosts]
    .map(([name, on]) => ({name, hosts: on.toSorted()}))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function workload({pod, kind, owner, hash}: Record<'pod' | 'kind' | 'owner' | 'hash', string>): string {
  if (kind === '') return `Pod/${pod}`;
  const deployed = kind === 'ReplicaSet' && hash !== '' && owner.endsWith(`-${hash}`);
  return deployed ? `Deployment/${owner.slice(0, -hash.length - 1)}` : `${kind}/${owner}`;
}
