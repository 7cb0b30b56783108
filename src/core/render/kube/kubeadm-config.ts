import type {DesiredCluster} from '../../model/desired.js';
import {canonicalCidr, isCidr} from '../../network/cidr.js';
import {urlHost} from '../../network/url.js';
import {yamlText, yamlValue} from '../yaml.js';
import {type KubeObject, objectKey} from './object.js';

/** kubeadm's ConfigMap with the description of the cluster, for tools that read it. */
export const kubeadmConfig = ({name, kubernetesVersion, endpoint, network, pki}: DesiredCluster): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name: 'kubeadm-config', namespace: 'kube-system'},
  data: {
    ClusterConfiguration: yamlText({
      apiVersion: 'kubeadm.k8s.io/v1beta4',
      kind: 'ClusterConfiguration',
      certificatesDir: '/etc/kubernetes/pki',
      clusterName: name,
      controlPlaneEndpoint: `${urlHost(endpoint.host)}:${endpoint.port}`,
      encryptionAlgorithm: pki.algorithm,
      kubernetesVersion: `v${kubernetesVersion}`,
      networking: {
        dnsDomain: network.dnsDomain,
        podSubnet: network.podCidr,
        serviceSubnet: network.serviceCidr,
      },
    }),
  },
});

/** By path in cluster.yaml, the settings of a running cluster in the live ConfigMap; undefined if it cannot be read. */
export function settingsOfKubeadmConfig(
  desired: DesiredCluster,
  live: ReadonlyMap<string, unknown>,
): Readonly<Record<string, string>> | undefined {
  const object = live.get(objectKey(kubeadmConfig(desired))) as {readonly data?: Record<string, unknown>} | undefined;
  const text = object?.data?.ClusterConfiguration;
  const config = typeof text === 'string' ? yamlValue(text) : undefined;
  if (typeof config !== 'object' || config === null) return undefined;
  const {networking} = config as {networking?: Record<string, unknown>};
  const found = {
    'spec.network.serviceCidr': networking?.serviceSubnet,
    'spec.network.podCidr': networking?.podSubnet,
    'spec.network.dnsDomain': networking?.dnsDomain,
  };
  return Object.fromEntries(
    Object.entries(found).flatMap(([path, value]) =>
      typeof value === 'string' ? [[path, isCidr(value) ? canonicalCidr(value) : value]] : [],
    ),
  );
}
