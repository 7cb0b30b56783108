import {yamlText} from '../../../core/render/yaml.js';

export interface KubeadmHost {
  readonly name: string;
  readonly address: string;
}

export interface KubeadmCluster {
  /** Name and port that every host resolves to the first control plane. */
  readonly endpoint: string;
  readonly token: string;
  /** 64 hexadecimal digits: it encrypts the keys that `kubeadm init` uploads for further control planes. */
  readonly certificateKey: string;
  readonly versions: {readonly kubernetes: string; readonly etcd: string; readonly coredns: string};
}

const API = 'kubeadm.k8s.io/v1beta4';

/** For `kubeadm init`. ECDSA, as quorate's keys are. */
export const initConfig = (host: KubeadmHost, cluster: KubeadmCluster): string =>
  documents(
    {
      apiVersion: API,
      kind: 'InitConfiguration',
      bootstrapTokens: [{token: cluster.token}],
      certificateKey: cluster.certificateKey,
      localAPIEndpoint: {advertiseAddress: host.address},
      nodeRegistration: registration(host),
    },
    {
      apiVersion: API,
      kind: 'ClusterConfiguration',
      kubernetesVersion: `v${cluster.versions.kubernetes}`,
      controlPlaneEndpoint: cluster.endpoint,
      encryptionAlgorithm: 'ECDSA-P256',
      networking: {podSubnet: '10.244.0.0/16'},
      etcd: {local: {imageTag: cluster.versions.etcd}},
      dns: {imageRepository: 'registry.k8s.io/coredns', imageTag: `v${cluster.versions.coredns}`},
    },
    // What hosts that are containers on cgroup v1 need; quorate sets the same there.
    {
      apiVersion: 'kubelet.config.k8s.io/v1beta1',
      kind: 'KubeletConfiguration',
      cgroupDriver: 'cgroupfs',
      failCgroupV1: false,
    },
    {
      apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
      kind: 'KubeProxyConfiguration',
      mode: 'nftables',
      conntrack: {maxPerCore: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s'},
    },
  );

/** For `kubeadm join`. Without the verification of the CA, which saves kubeadm a request. */
export const joinConfig = (host: KubeadmHost, role: 'control-plane' | 'worker', cluster: KubeadmCluster): string =>
  documents({
    apiVersion: API,
    kind: 'JoinConfiguration',
    discovery: {
      bootstrapToken: {token: cluster.token, apiServerEndpoint: cluster.endpoint, unsafeSkipCAVerification: true},
    },
    ...(role === 'worker'
      ? {}
      : {controlPlane: {certificateKey: cluster.certificateKey, localAPIEndpoint: {advertiseAddress: host.address}}}),
    nodeRegistration: registration(host),
  });

const registration = ({name, address}: KubeadmHost) => ({
  name,
  criSocket: 'unix:///run/containerd/containerd.sock',
  ignorePreflightErrors: ['all'],
  imagePullPolicy: 'IfNotPresent',
  kubeletExtraArgs: [{name: 'node-ip', value: address}],
});

const documents = (...all: readonly object[]): string => all.map(each => yamlText(each)).join('---\n');
