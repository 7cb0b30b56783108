import {CAS, PKI_FOLDER} from './cas.js';

/** The files with which a control plane is a client of an unmanaged etcd, copied from the operator's machine. */
export type UnmanagedEtcdFile = 'ca' | 'key' | 'certificate';

interface UnmanagedEtcdFilePlace {
  readonly name: UnmanagedEtcdFile;
  readonly path: string;
  readonly mode: string;
}

const CLIENT = `${PKI_FOLDER}/apiserver-etcd-client`;

/** kubeadm's paths, a key before its certificate. */
export const UNMANAGED_ETCD_FILES: readonly UnmanagedEtcdFilePlace[] = [
  {name: 'ca', path: CAS['etcd-ca'].certPath, mode: '644'},
  {name: 'key', path: `${CLIENT}.key`, mode: '600'},
  {name: 'certificate', path: `${CLIENT}.crt`, mode: '644'},
];
