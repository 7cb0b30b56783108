import type {DesiredNode} from '../../model/desired.js';
import type {HostFacts} from '../../model/observed.js';
import {binaries} from '../artifacts.js';
import type {Flags} from '../flags.js';
import type {Part} from '../part.js';
import {KUBECONFIG, PKI} from '../paths.js';
import {service} from '../service.js';
import type {RenderInput} from '../types.js';
import {sharedYaml} from '../yaml.js';
import {kubeletConfiguration} from './kubelet-configuration.js';

const CONFIG = '/var/lib/kubelet/config.yaml';

export const kubelet = (input: RenderInput, node: DesiredNode): readonly Part[] => [
  binaries(input, ['kubelet']),
  {
    directories: [{path: '/var/lib/kubelet', mode: '700'}],
    files: [{path: CONFIG, mode: '600', text: sharedYaml(input.templates, kubeletConfiguration(input, node))}],
  },
  service(input.templates, {
    name: 'kubelet',
    phase: 'late',
    reads: [CONFIG, KUBECONFIG.kubelet, PKI.ca.cert, PKI.kubelet.cert, PKI.kubelet.key],
    command: {flags: flags(node, input.facts), extraArgs: input.desired.extraArgs.kubelet},
  }),
];

const flags = ({host, address, labels}: DesiredNode, facts: HostFacts): Flags => ({
  config: CONFIG,
  'hostname-override': facts.hostname === host ? undefined : host,
  kubeconfig: KUBECONFIG.kubelet,
  'node-ip': address,
  'node-labels': ownLabels(labels),
});

/** With any other label with a prefix of Kubernetes a kubelet does not start. */
function ownLabels(labels: DesiredNode['labels']): string | undefined {
  const own = Object.entries(labels).filter(([key]) => isOwn(key));
  return own.length === 0 ? undefined : own.map(([key, value]) => `${key}=${value}`).join(',');
}

function isOwn(key: string): boolean {
  const slash = key.indexOf('/');
  const prefix = slash === -1 ? '' : key.slice(0, slash);
  const within = (domain: string) => prefix === domain || prefix.endsWith(`.${domain}`);
  if (!within('kubernetes.io') && !within('k8s.io')) return true;
  return OWN_LABELS.has(key) || within('kubelet.kubernetes.io') || within('node.kubernetes.io');
}

const OWN_LABELS: ReadonlySet<string> = new Set([
  'kubernetes.io/hostname',
  'kubernetes.io/arch',
  'kubernetes.io/os',
  'node.kubernetes.io/instance-type',
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
]);
