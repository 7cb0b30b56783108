import type {DesiredCluster} from '../../core/model/desired.js';
import type {Finding} from '../../core/model/finding.js';
import type {ObservedCluster} from '../../core/model/observed.js';
import {rotationCommand} from '../../core/pki/rotation/names.js';
import {latestGeneration} from '../../core/pki/secret-sources.js';
import type {SharedName} from '../../core/pki/types.js';
import type {LeftOutHosts} from '../../core/plan/left-out/left-out.js';
import type {Verb} from '../verb.js';

/** One step of the rotation of a shared secret, on all hosts of the cluster. No host joins. */
export const rotation = (name: SharedName): Verb => ({
  name: rotationCommand(name).replace('quorate ', ''),
  rotates: true,
  joinable: () => [],
  checkState: (desired, observed) => [
    ...(latestGeneration(name, desired, observed) === undefined ? [noCluster(name)] : []),
    ...(name === 'ca' ? strangers(desired, observed) : []),
  ],
  extraChecks: async ({leftOut = new Map()}) => missing(leftOut),
});

const missing = (leftOut: LeftOutHosts): readonly Finding[] =>
  [...leftOut].map(([host, {because}]) => ({
    code: 'pki/rotation-host-left-out',
    level: 'error',
    message: `${host} would miss this step of the rotation: ${because}`,
    fix: `make ${host} reachable, or take it out of the cluster: \`quorate remove --lost ${host}\``,
  }));

/** Nodes that quorate does not manage would keep trusting the old CA only, and be locked out. */
function strangers({hosts}: DesiredCluster, {kube}: ObservedCluster): readonly Finding[] {
  const names = new Set<string>(hosts.map(({name}) => name));
  const nodes = kube.known ? kube.value.nodes.filter(node => !names.has(node.name)) : [];
  return nodes.map(({name}) => ({
    code: 'pki/rotation-host-left-out',
    level: 'error',
    message: `the node ${name} is not in the configuration, and would be locked out by a new cluster CA`,
    fix: `add ${name} to the configuration, or delete its Node: on a control plane \`kubectl --kubeconfig=/etc/kubernetes/admin.conf delete node ${name}\``,
  }));
}

const noCluster = (name: SharedName): Finding => ({
  code: 'pki/rotation-no-cluster',
  level: 'error',
  message: `no control plane has ${name}`,
  fix: 'build the cluster: `quorate apply`',
});
