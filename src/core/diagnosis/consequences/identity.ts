import type {Code} from '../catalogue.js';
import type {Consequence} from './consequence.js';
import {
  API_DOWN,
  CERT_WRONG,
  DRIFT,
  LINK_DOWN,
  MEMBER_ASTRAY,
  NAMING_OTHERS,
  RENDERED_ANEW,
  UNIT_DOWN,
} from './kinds.js';

const ON_THE_HOST: readonly Code[] = [
  ...DRIFT,
  'drift/unit-drop-in',
  'drift/version-differs',
  ...CERT_WRONG,
  ...UNIT_DOWN,
  'hosts/unit-disabled',
  'pki/authority-differs',
  'pki/secret-missing',
];
const OF_THE_CLUSTER: readonly Code[] = [
  'etcd/member-down',
  'etcd/member-missing',
  'etcd/lists-differ',
  ...MEMBER_ASTRAY,
  ...API_DOWN,
  'balancers/backend-missing',
  'balancers/unreadable',
  'kube/node-gone',
  'kube/node-marks-differ',
  'kube/node-not-ready',
  ...LINK_DOWN,
];

/** Another machine, another cluster, or another configuration than the one that was built. */
export const OF_IDENTITY: readonly Consequence[] = [
  // What the API holds is that of the cluster these hosts belong to.
  {of: ['identity/other-cluster'], hides: ['kube/object-differs', 'kube/object-missing'], where: 'anywhere'},
  // Of a machine that is not the host nothing else is to be said under its name.
  {
    of: ['identity/other-cluster', 'identity/other-host', 'identity/other-machine'],
    hides: [
      ...ON_THE_HOST,
      ...OF_THE_CLUSTER,
      'balancers/address-held-twice',
      'balancers/address-unheld',
      'balancers/backend-undeclared',
      'etcd/foreign-cluster',
      'etcd/learner-left',
      'etcd/two-clusters',
      'hosts/machine-id-shared',
      'identity/address-changed',
      'identity/ca-differs',
      'identity/missing',
      'identity/role-removed',
      'pki/authority-unusable',
      'pki/secrets-differ',
    ],
    where: 'there',
  },
  {
    of: ['identity/other-cluster', 'identity/other-host'],
    hides: ['etcd/data-unknown', 'etcd/member-lost', 'identity/unreadable'],
    where: 'there',
  },
  // A host that was renamed, or has the address of another one, is looked for in vain, and others name it as it was.
  {
    of: ['identity/other-host'],
    hides: [
      'balancers/backend-missing',
      'balancers/backend-undeclared',
      'etcd/member-undeclared',
      'etcd/not-sealed',
      'kube/node-undeclared',
    ],
    where: 'anywhere',
  },
  {
    of: ['identity/other-host', 'identity/address-changed', 'identity/role-removed'],
    hides: RENDERED_ANEW,
    where: 'anywhere',
    only: NAMING_OTHERS,
  },
  // What is not to be edited is written into files, certificates and objects everywhere.
  {
    of: ['identity/setting-changed'],
    hides: [
      ...RENDERED_ANEW,
      'cert/name-missing',
      'cert/wrong',
      'etcd/not-sealed',
      'kube/object-differs',
      'kube/object-missing',
    ],
    where: 'anywhere',
  },
  {
    of: ['identity/setting-changed'],
    when: ['spec.topology'],
    hides: [
      ...ON_THE_HOST,
      'etcd/elsewhere',
      'etcd/member-missing',
      'etcd/member-undeclared',
      'etcd/not-formed',
      'etcd/unreadable',
      'etcd/voters-even',
      'hosts/not-joined',
      'identity/role-removed',
      'kube/node-gone',
    ],
    where: 'anywhere',
  },
  {
    of: ['identity/address-changed'],
    hides: [
      ...RENDERED_ANEW,
      'cert/name-missing',
      'cert/wrong',
      'etcd/member-missing',
      'etcd/member-undeclared',
      ...LINK_DOWN,
    ],
    where: 'there',
  },
  // The address of the first control plane is the endpoint where no other is named.
  {
    of: ['identity/address-changed'],
    hides: ['balancers/backend-missing', 'cert/name-missing', 'cert/wrong', 'etcd/not-sealed', 'kube/object-differs'],
    where: 'anywhere',
  },
  {
    of: ['identity/role-removed'],
    hides: [
      ...DRIFT,
      ...CERT_WRONG,
      'etcd/member-undeclared',
      'kube/node-gone',
      'kube/node-marks-differ',
      'kube/node-undeclared',
      'pki/authority-differs',
      'pki/secret-missing',
    ],
    where: 'there',
  },
  {
    of: ['identity/role-removed'],
    hides: ['balancers/backend-undeclared', 'etcd/not-sealed', 'etcd/voters-even', 'etcd/voters-many'],
    where: 'anywhere',
  },
  {
    of: ['identity/ca-differs'],
    hides: [...CERT_WRONG, 'kube/api-not-ready', 'kube/node-not-ready'],
    where: 'there',
  },
  {
    of: ['identity/ca-differs'],
    hides: ['cert/foreign-authority', 'cert/wrong', 'pki/authority-differs', 'pki/secrets-differ'],
    where: 'anywhere',
  },
  // Whoever recorded no identity wrote one marker instead of two.
  {of: ['identity/missing'], hides: ['etcd/not-sealed'], where: 'anywhere'},
  {
    of: ['etcd/elsewhere'],
    hides: [
      'etcd/not-formed',
      'etcd/unreadable',
      'identity/missing',
      'kube/node-not-ready',
      'links/port-refused',
      'pki/authority-differs',
    ],
    where: 'anywhere',
  },
  // The host is to leave and to join anew, whatever is left on it.
  {
    of: ['etcd/member-lost'],
    hides: [...ON_THE_HOST, ...OF_THE_CLUSTER, 'hosts/not-joined', 'identity/missing'],
    where: 'there',
  },
  {of: ['etcd/data-unknown'], hides: ['etcd/member-missing', 'etcd/member-down', ...MEMBER_ASTRAY], where: 'there'},
];
