import type {CaName, CaSpec} from './types.js';

export const PKI_FOLDER = '/etc/kubernetes/pki';

const ca = (name: CaName, commonName: string, path: string): CaSpec => ({
  name,
  commonName,
  certPath: `${PKI_FOLDER}/${path}.crt`,
  keyPath: `${PKI_FOLDER}/${path}.key`,
});

/**
 * Three independent CAs: a client certificate of the cluster must not give access to etcd, nor allow impersonation
 * through the front proxy.
 */
export const CAS: Readonly<Record<CaName, CaSpec>> = {
  ca: ca('ca', 'kubernetes', 'ca'),
  'etcd-ca': ca('etcd-ca', 'etcd-ca', 'etcd/ca'),
  'front-proxy-ca': ca('front-proxy-ca', 'front-proxy-ca', 'front-proxy-ca'),
};

/** The certificate of the cluster CA that signs, alone. */
export const CA_SIGNER_PATH = `${PKI_FOLDER}/ca-signer.crt`;

export const isCa = (name: string): name is CaName => Object.hasOwn(CAS, name);

export const caCertPath = (name: CaName): string => CAS[name].certPath;
