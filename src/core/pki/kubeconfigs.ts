import {API_PORT, type DesiredCluster, NODE_BALANCER_URL} from '../model/desired.js';
import type {HostName} from '../model/names.js';
import {urlHost} from '../network/url.js';
import type {DesiredKubeconfig, Subject} from './types.js';

const pathOf = (name: string): string => `/etc/kubernetes/${name}.conf`;

/** The one people use, on every control plane. */
export const ADMIN_KUBECONFIG = pathOf('admin');

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

const named = (commonName: string, organization?: string) => (): Subject => ({
  commonName,
  ...(organization === undefined ? {} : {organization}),
});

/** What makes up a control plane speaks to its own API server: it must work while the endpoint or its balancer is down. */
const controlPlanes = (c: DesiredCluster): readonly Holder[] =>
  c.controlPlanes.map(({host, address}) => ({host, server: `https://${urlHost(address)}:${API_PORT}`}));

/**
 * system:masters passes every authorization and cannot be taken back, so one host holds it, as with kubeadm: somebody
 * must bind kubeadm:cluster-admins first, and the key to a cluster whose RBAC is broken must lie somewhere.
 */
const firstControlPlane = (c: DesiredCluster): readonly Holder[] =>
  controlPlanes(c)
    .filter(({host}) => c.bootstrapHosts.includes(host))
    .slice(0, 1);

const kubelets = (c: DesiredCluster): readonly Holder[] =>
  c.nodes.map(({host, kubeletServer}) => ({host, server: kubeletServer}));

/** Services and pod routes are to follow the cluster while the API server next to them restarts, so any will do. */
const agents = (c: DesiredCluster): readonly Holder[] => c.nodes.map(({host}) => ({host, server: NODE_BALANCER_URL}));

const KINDS: readonly Kind[] = [
  {name: 'admin', subject: named('kubernetes-admin', 'kubeadm:cluster-admins'), holders: controlPlanes},
  {name: 'super-admin', subject: named('kubernetes-super-admin', 'system:masters'), holders: firstControlPlane},
  {name: 'controller-manager', subject: named('system:kube-controller-manager'), holders: controlPlanes},
  {name: 'scheduler', subject: named('system:kube-scheduler'), holders: controlPlanes},
  {
    name: 'kubelet',
    subject: ({host}) => ({commonName: `system:node:${host}`, organization: 'system:nodes'}),
    holders: kubelets,
  },
  {name: 'kube-proxy', subject: named('system:kube-proxy'), holders: agents},
  {name: 'flannel', subject: named('flannel'), holders: c => (c.network.plugin === 'flannel' ? agents(c) : [])},
];
