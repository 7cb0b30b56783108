import type {AuthorityName, AuthoritySpec} from './types.js';

export const PKI_FOLDER = '/etc/kubernetes/pki';

const authority = (name: AuthorityName, commonName: string, path: string): AuthoritySpec => ({
  name,
  commonName,
  certPath: `${PKI_FOLDER}/${path}.crt`,
  keyPath: `${PKI_FOLDER}/${path}.key`,
});

/**
 * Three authorities that do not know each other: a client certificate of the cluster must not open etcd, nor let its
 * holder speak for others through the front proxy.
 */
export const AUTHORITIES: Readonly<Record<AuthorityName, AuthoritySpec>> = {
  ca: authority('ca', 'kubernetes', 'ca'),
  'etcd-ca': authority('etcd-ca', 'etcd-ca', 'etcd/ca'),
  'front-proxy-ca': authority('front-proxy-ca', 'front-proxy-ca', 'front-proxy-ca'),
};

export const isAuthority = (name: string): name is AuthorityName => Object.hasOwn(AUTHORITIES, name);
