import {apiServerNames} from '../model/api-server-names.js';
import type {DesiredCluster} from '../model/desired.js';
import type {HostName} from '../model/names.js';
import {NO_SANS, sansOf} from './alternative-names.js';
import {PKI_FOLDER} from './cas.js';
import type {CaName, DesiredCert, Subject} from './types.js';
import {validityDaysOn} from './validity-days.js';

export {desiredKubeconfigs} from './kubeconfigs.js';

/** Every leaf certificate of the cluster, by the rows of the table and then by host. */
export const desiredCerts = (c: DesiredCluster): readonly DesiredCert[] =>
  TABLE.flatMap(row =>
    row.holders(c).map(holder => ({
      name: row.name,
      host: holder.host,
      signedBy: row.signedBy,
      subject: row.subject(holder),
      usages: row.usages,
      sans: row.sans?.(holder, c) ?? NO_SANS,
      certPath: `${row.path}.crt`,
      keyPath: `${row.path}.key`,
      ...(c.renewal === undefined ? {} : {renewal: c.renewal}),
      validityDays: validityDaysOn(holder.host, c),
    })),
  );

interface Holder {
  readonly host: HostName;
  readonly address: string;
}

interface Row {
  readonly name: string;
  /** Without its ending. */
  readonly path: string;
  readonly signedBy: CaName;
  readonly usages: DesiredCert['usages'];
  readonly subject: (holder: Holder) => Subject;
  readonly sans?: (holder: Holder, c: DesiredCluster) => DesiredCert['sans'];
  readonly holders: (c: DesiredCluster) => readonly Holder[];
}

const withName = (commonName: string) => (): Subject => ({commonName});
const byHost = ({host}: Holder): Subject => ({commonName: host});
const controlPlanes = (c: DesiredCluster) => c.controlPlanes;
/** The client certificate of an unmanaged etcd is signed by the CA of that etcd. */
const clientsOfOwnEtcd = (c: DesiredCluster) => (c.unmanagedEtcd === undefined ? c.controlPlanes : []);
const members = (c: DesiredCluster) => c.etcd;
const nodes = (c: DesiredCluster) => c.nodes;
const client: DesiredCert['usages'] = ['client'];
const server: DesiredCert['usages'] = ['server'];
const both: DesiredCert['usages'] = ['server', 'client'];

/**
 * Its own names and address, and those of every control plane: loopback, because the load balancer of a worker passes
 * TLS through from 127.0.0.1, and the endpoint. Not the names of other control planes: none may impersonate another,
 * and a join would issue the certificates of all API servers again and restart them.
 */
const apiServerSans = ({host, address}: Holder, c: DesiredCluster) =>
  sansOf(
    host,
    ...apiServerNames(c.network.dnsDomain),
    c.network.apiServiceIp,
    address,
    '127.0.0.1',
    c.endpoint.host,
    ...c.pki.apiServerSans,
  );

const memberSans = ({host, address}: Holder) => sansOf(host, 'localhost', address, '127.0.0.1', '::1');
const loopback = () => sansOf('localhost', '127.0.0.1');

/** kubeadm's certificates, and the serving certificates that are self-signed in kubeadm. */
const TABLE: readonly Row[] = [
  {
    name: 'etcd-server',
    path: `${PKI_FOLDER}/etcd/server`,
    signedBy: 'etcd-ca',
    usages: both,
    subject: byHost,
    sans: memberSans,
    holders: members,
  },
  {
    name: 'etcd-peer',
    path: `${PKI_FOLDER}/etcd/peer`,
    signedBy: 'etcd-ca',
    usages: both,
    subject: byHost,
    sans: memberSans,
    holders: members,
  },
  {
    name: 'etcd-healthcheck-client',
    path: `${PKI_FOLDER}/etcd/healthcheck-client`,
    signedBy: 'etcd-ca',
    usages: client,
    subject: withName('kube-etcd-healthcheck-client'),
    holders: members,
  },
  {
    name: 'apiserver-etcd-client',
    path: `${PKI_FOLDER}/apiserver-etcd-client`,
    signedBy: 'etcd-ca',
    usages: client,
    subject: withName('kube-apiserver-etcd-client'),
    holders: clientsOfOwnEtcd,
  },
  {
    name: 'apiserver',
    path: `${PKI_FOLDER}/apiserver`,
    signedBy: 'ca',
    usages: server,
    subject: withName('kube-apiserver'),
    sans: apiServerSans,
    holders: controlPlanes,
  },
  {
    name: 'apiserver-kubelet-client',
    path: `${PKI_FOLDER}/apiserver-kubelet-client`,
    signedBy: 'ca',
    usages: client,
    subject: withName('kube-apiserver-kubelet-client'),
    holders: controlPlanes,
  },
  {
    name: 'front-proxy-client',
    path: `${PKI_FOLDER}/front-proxy-client`,
    signedBy: 'front-proxy-ca',
    usages: client,
    subject: withName('front-proxy-client'),
    holders: controlPlanes,
  },
  {
    name: 'controller-manager-server',
    path: `${PKI_FOLDER}/kube-controller-manager`,
    signedBy: 'ca',
    usages: server,
    subject: withName('kube-controller-manager'),
    sans: loopback,
    holders: controlPlanes,
  },
  {
    name: 'scheduler-server',
    path: `${PKI_FOLDER}/kube-scheduler`,
    signedBy: 'ca',
    usages: server,
    subject: withName('kube-scheduler'),
    sans: loopback,
    holders: controlPlanes,
  },
  {
    name: 'kubelet-server',
    path: '/var/lib/kubelet/pki/kubelet',
    signedBy: 'ca',
    usages: server,
    subject: ({host}) => ({commonName: `system:node:${host}`, organization: 'system:nodes'}),
    sans: ({host, address}) => sansOf(host, address),
    holders: nodes,
  },
];
