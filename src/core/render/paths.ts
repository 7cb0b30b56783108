export const LIBEXEC = '/opt/quorate/libexec';
export const UNITS = '/etc/systemd/system';

const KUBERNETES = '/etc/kubernetes';
const PKI_DIRECTORY = `${KUBERNETES}/pki`;

const pair = (stem: string) => ({cert: `${stem}.crt`, key: `${stem}.key`});

/** kubeadm's paths, as its users and tools expect them. */
export const PKI = {
  ca: pair(`${PKI_DIRECTORY}/ca`),
  /** Only the certificate that signs: during a rotation ca.crt has two, and the controller manager takes one. */
  caSigner: {cert: `${PKI_DIRECTORY}/ca-signer.crt`},
  apiserver: pair(`${PKI_DIRECTORY}/apiserver`),
  kubeletClient: pair(`${PKI_DIRECTORY}/apiserver-kubelet-client`),
  etcdClient: pair(`${PKI_DIRECTORY}/apiserver-etcd-client`),
  frontProxyCa: pair(`${PKI_DIRECTORY}/front-proxy-ca`),
  frontProxyClient: pair(`${PKI_DIRECTORY}/front-proxy-client`),
  controllerManager: pair(`${PKI_DIRECTORY}/kube-controller-manager`),
  scheduler: pair(`${PKI_DIRECTORY}/kube-scheduler`),
  serviceAccount: {publicKey: `${PKI_DIRECTORY}/sa.pub`, key: `${PKI_DIRECTORY}/sa.key`},
  etcdCa: pair(`${PKI_DIRECTORY}/etcd/ca`),
  etcdServer: pair(`${PKI_DIRECTORY}/etcd/server`),
  etcdPeer: pair(`${PKI_DIRECTORY}/etcd/peer`),
  etcdHealthcheckClient: pair(`${PKI_DIRECTORY}/etcd/healthcheck-client`),
  kubelet: pair('/var/lib/kubelet/pki/kubelet'),
} as const;

export const KUBECONFIG = {
  controllerManager: `${KUBERNETES}/controller-manager.conf`,
  scheduler: `${KUBERNETES}/scheduler.conf`,
  kubelet: `${KUBERNETES}/kubelet.conf`,
  kubeProxy: `${KUBERNETES}/kube-proxy.conf`,
  flannel: `${KUBERNETES}/flannel.conf`,
} as const;

/** Configuration files of a component: /etc/kubernetes/<component>.d/. */
export const componentFile = (component: string, file: string): string => `${KUBERNETES}/${component}.d/${file}`;

export const ENCRYPTION_CONFIG = `${KUBERNETES}/encryption.yaml`;
export const AUDIT_POLICY = `${KUBERNETES}/audit-policy.yaml`;
export const CONTAINERD_SOCKET = 'unix:///var/run/containerd/containerd.sock';
