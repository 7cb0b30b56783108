import {AUTHORITIES, PKI_FOLDER} from './authorities.js';

/** The files with which a control plane is a client of somebody else's etcd; the operator has them. */
export type StoreFile = 'ca' | 'key' | 'certificate';

interface StoreFilePlace {
  readonly name: StoreFile;
  readonly path: string;
  readonly mode: string;
}

const CLIENT = `${PKI_FOLDER}/apiserver-etcd-client`;

/** kubeadm's places, a key before its certificate. */
export const STORE_FILES: readonly StoreFilePlace[] = [
  {name: 'ca', path: AUTHORITIES['etcd-ca'].certPath, mode: '644'},
  {name: 'key', path: `${CLIENT}.key`, mode: '600'},
  {name: 'certificate', path: `${CLIENT}.crt`, mode: '644'},
];
