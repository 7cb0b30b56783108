import {BALANCERS} from './catalogue/balancers.js';
import {CERTIFICATES} from './catalogue/certificates.js';
import {DRIFT} from './catalogue/drift.js';
import {ETCD} from './catalogue/etcd.js';
import {HOSTS} from './catalogue/hosts.js';
import {IDENTITY_ENTRIES} from './catalogue/identity.js';
import {KUBERNETES} from './catalogue/kubernetes.js';
import {LINKS} from './catalogue/links.js';
import {PLACEMENT} from './catalogue/placement.js';
import {STORE} from './catalogue/unmanaged-etcd.js';

/** Everything `topology check` can find, by its stable code. */
export const CATALOGUE = {
  ...IDENTITY_ENTRIES,
  ...ETCD,
  ...STORE,
  ...PLACEMENT,
  ...HOSTS,
  ...DRIFT,
  ...CERTIFICATES,
  ...LINKS,
  ...KUBERNETES,
  ...BALANCERS,
};

export type Code = keyof typeof CATALOGUE;
