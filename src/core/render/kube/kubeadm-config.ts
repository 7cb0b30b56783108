import type {DesiredCluster} from '../../cluster/desired.js';
import {urlHost} from '../../network/url.js';
import {yamlText} from '../yaml.js';
import type {KubeObject} from './object.js';

/** Where kubeadm keeps its description of the cluster, for the tools that look there. */
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
