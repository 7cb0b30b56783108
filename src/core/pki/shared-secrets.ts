import type {DesiredCluster} from '../model/desired.js';
import {CAS, isCa, PKI_FOLDER} from './cas.js';
import {SHARED_NAMES, type SharedName} from './types.js';

const SERVICE_ACCOUNT_KEY = `${PKI_FOLDER}/sa.key`;
const SERVICE_ACCOUNT_PUBLIC_KEY = `${PKI_FOLDER}/sa.pub`;
const ENCRYPTION_CONFIG = '/etc/kubernetes/encryption.yaml';

/** A file of a shared secret. */
export interface SharedFile {
  readonly path: string;
  /** Octal: "600". */
  readonly mode: string;
  readonly secret: boolean;
}

/** The shared secrets of this cluster: the CA of an unmanaged etcd is not among them. */
export const sharedNames = ({unmanagedEtcd}: Pick<DesiredCluster, 'unmanagedEtcd'>): readonly SharedName[] =>
  SHARED_NAMES.filter(name => name !== 'etcd-ca' || unmanagedEtcd === undefined);

/** The files of a shared secret in the order in which they are written: a private key before its public part. */
export function sharedFiles(name: SharedName): readonly SharedFile[] {
  if (isCa(name)) return [secret(CAS[name].keyPath), open(CAS[name].certPath)];
  if (name === 'encryption') return [secret(ENCRYPTION_CONFIG)];
  return [secret(SERVICE_ACCOUNT_KEY), {...secret(SERVICE_ACCOUNT_PUBLIC_KEY), secret: false}];
}

const secret = (path: string): SharedFile => ({path, mode: '600', secret: true});
const open = (path: string): SharedFile => ({path, mode: '644', secret: false});
