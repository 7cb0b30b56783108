import type {KubeObject} from './object.js';

const GROUP = 'rbac.authorization.k8s.io';
const API = `${GROUP}/v1`;

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

type Subject =
  | {readonly kind: 'User' | 'Group'; readonly name: string}
  | {readonly kind: 'ServiceAccount'; readonly name: string; readonly namespace: string};

export const clusterRole = (
  name: string,
  rules: readonly Rule[],
  labels?: Readonly<Record<string, string>>,
): KubeObject => ({
  apiVersion: API,
  kind: 'ClusterRole',
  metadata: {name, ...(labels === undefined ? {} : {labels})},
  rules,
});

export const clusterRoleBinding = (name: string, role: string, ...subjects: readonly Subject[]): KubeObject => ({
  apiVersion: API,
  kind: 'ClusterRoleBinding',
  metadata: {name},
  roleRef: {apiGroup: GROUP, kind: 'ClusterRole', name: role},
  subjects: subjects.map(subject => (subject.kind === 'ServiceAccount' ? subject : {apiGroup: GROUP, ...subject})),
});

/**
 * kubeadm's bindings with kubeadm's names: administrators, access of API servers to kubelets, and kubelets that renew
 * their certificate. Those for bootstrap tokens are left out: kubelets get their first certificate over SSH.
 */
export const kubeadmAccess = (): readonly KubeObject[] => [
  clusterRoleBinding('kubeadm:cluster-admins', 'cluster-admin', {kind: 'Group', name: 'kubeadm:cluster-admins'}),
  clusterRoleBinding('kubeadm:apiserver-kubelet-client', 'system:kubelet-api-admin', {
    kind: 'User',
    name: 'kube-apiserver-kubelet-client',
  }),
  clusterRoleBinding(
    'kubeadm:node-autoapprove-certificate-rotation',
    'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
    {kind: 'Group', name: 'system:nodes'},
  ),
];
