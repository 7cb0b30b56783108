import {BALANCERS} from './catalogue/balancers.js';
import {CA_HOME_FINDINGS} from './catalogue/ca-home.js';
import {CERTIFICATES} from './catalogue/certificates.js';
import {CONTROLLERS} from './catalogue/controllers.js';
import {DRIFT} from './catalogue/drift.js';
import {ETCD} from './catalogue/etcd.js';
import {HOSTS} from './catalogue/hosts.js';
import {IDENTITY_ENTRIES} from './catalogue/identity.js';
import {KUBERNETES} from './catalogue/kubernetes.js';
import {LINKS} from './catalogue/links.js';
import {NETWORK} from './catalogue/network.js';
import {PLACEMENT} from './catalogue/placement.js';
import {ROTATION} from './catalogue/rotation.js';
import {UNMANAGED_ETCD} from './catalogue/unmanaged-etcd.js';

/** What `topology check` finds. The other commands load these alone, not all of the catalogue. */
export const FINDINGS = {
  ...IDENTITY_ENTRIES,
  ...ETCD,
  ...UNMANAGED_ETCD,
  ...PLACEMENT,
  ...HOSTS,
  ...DRIFT,
  ...CERTIFICATES,
  ...CA_HOME_FINDINGS,
  ...ROTATION,
  ...LINKS,
  ...NETWORK,
  ...KUBERNETES,
  ...CONTROLLERS,
  ...BALANCERS,
};

export type FindingCode = keyof typeof FINDINGS;
