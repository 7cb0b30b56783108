import type {DesiredCluster, DesiredNode} from '../../model/desired.js';
import {binaries} from '../artifacts.js';
import type {Part} from '../part.js';
import {componentFile, KUBECONFIG} from '../paths.js';
import {service} from '../service.js';
import type {RenderInput} from '../types.js';
import {sharedYaml} from '../yaml.js';

const CONFIG = componentFile('kube-proxy', 'config.yaml');

export const kubeProxy = ({desired, release, facts, templates}: RenderInput, node: DesiredNode): readonly Part[] => [
  binaries({release, facts}, ['kube-proxy']),
  {
    files: [
      {path: CONFIG, mode: '600', text: sharedYaml(templates, configuration(desired, node, facts.sysctlWritable))},
    ],
  },
  service(templates, {
    name: 'kube-proxy',
    phase: 'late',
    reads: [CONFIG, KUBECONFIG.kubeProxy],
    command: {flags: {config: CONFIG}, extraArgs: desired.extraArgs['kube-proxy']},
  }),
];

const configuration = ({network}: DesiredCluster, {host}: DesiredNode, sysctlWritable: boolean) => ({
  apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
  kind: 'KubeProxyConfiguration',
  clientConnection: {kubeconfig: KUBECONFIG.kubeProxy},
  clusterCIDR: network.podCidr,
  // Zero keeps the values of the kernel; kube-proxy exits if it may not write others.
  ...(sysctlWritable ? {} : {conntrack: {maxPerCore: 0, tcpCloseWaitTimeout: '0s', tcpEstablishedTimeout: '0s'}}),
  healthzBindAddress: network.podCidr.includes(':') ? '[::]:10256' : '0.0.0.0:10256',
  hostnameOverride: host,
  metricsBindAddress: '127.0.0.1:10249',
  mode: 'nftables',
});
