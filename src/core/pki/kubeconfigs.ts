import {API_PORT, type DesiredCluster, NODE_BALANCER_URL} from '../model/desired.js';
import {FLANNEL_GROUP, flannelUser} from '../model/flannel-user.js';
import type {HostName} from '../model/names.js';
import {urlHost} from '../network/url.js';
import type {DesiredKubeconfig, Subject} from './types.js';
import {validityDaysOn} from './validity-days.js';

const pathOf = (name: string): string => `/etc/kubernetes/${name}.conf`;

/** The kubeconfig of administrators, on every control plane. */
export const ADMIN_KUBECONFIG = pathOf('admin');

/** The user of that kubeconfig. */
export const ADMIN: Subject = {commonName: 'kubernetes-admin', organization: 'kubeadm:cluster-admins'};

/** Every kubeconfig of the cluster, by kind and then by host. */
export const desiredKubeconfigs = (c: DesiredCluster): readonly DesiredKubeconfig[] =>
  KINDS.flatMap(kind =>
    kind.holders(c).map(holder => ({
      name: kind.name,
      host: holder.host,
      path: pathOf(kind.name),
      subject: kind.subject(holder),
      server: holder.server,
      clusterName: c.name,
      ...(c.renewal === undefined ? {} : {renewal: c.renewal}),
      validityDays: validityDaysOn(holder.host, c),
    })),
  );

interface Holder {
  readonly host: HostName;
  readonly server: string;
}

interface Kind {
  readonly name: string;
  readonly subject: (holder: Holder) => Subject;
  readonly holders: (c: DesiredCluster) => readonly Holder[];
}

const withName = (commonName: string, organization?: string) => (): Subject => ({
  commonName,
  ...(organization === undefined ? {} : {organization}),
});

/** The components of a control plane use its own API server: they must work while the endpoint is down. */
const controlPlanes = (c: DesiredCluster): readonly Holder[] =>
  c.controlPlanes.map(({host, address}) => ({host, server: `https://${urlHost(address)}:${API_PORT}`}));

/**
 * system:masters bypasses authorization and cannot be revoked, so only one host has it, as with kubeadm. It is needed to
 * bind kubeadm:cluster-admins, and to repair a cluster with broken RBAC.
 */
const firstControlPlane = (c: DesiredCluster): readonly Holder[] =>
  controlPlanes(c)
    .filter(({host}) => c.bootstrapHosts.includes(host))
    .slice(0, 1);

const kubelets = (c: DesiredCluster): readonly Holder[] =>
  c.nodes.map(({host, kubeletServer}) => ({host, server: kubeletServer}));

/** Services and pod routes must follow the cluster while the API server of the host restarts, so any API server is used. */
const agents = (c: DesiredCluster): readonly Holder[] => c.nodes.map(({host}) => ({host, server: NODE_BALANCER_URL}));

const KINDS: readonly Kind[] = [
  {name: 'admin', subject: () => ADMIN, holders: controlPlanes},
  {name: 'super-admin', subject: withName('kubernetes-super-admin', 'system:masters'), holders: firstControlPlane},
  {name: 'controller-manager', subject: withName('system:kube-controller-manager'), holders: controlPlanes},
  {name: 'scheduler', subject: withName('system:kube-scheduler'), holders: controlPlanes},
  {
    name: 'kubelet',
    subject: ({host}) => ({commonName: `system:node:${host}`, organization: 'system:nodes'}),
    holders: kubelets,
  },
  {name: 'kube-proxy', subject: withName('system:kube-proxy'), holders: agents},
  {
    name: 'flannel',
    subject: ({host}) => ({commonName: flannelUser(host), organization: FLANNEL_GROUP}),
    holders: c => (c.network.plugin === 'flannel' ? agents(c) : []),
  },
];
