import type {FindingCode} from '../../codes/findings.js';
import type {SuppressionRule} from './kinds.js';
import {
  API_DOWN,
  CERT_WRONG,
  DRIFT,
  LINK_DOWN,
  MEMBER_ASTRAY,
  NAMING_OTHERS,
  OF_FLANNELD,
  RENDERED_ANEW,
  UNIT_DOWN,
} from './kinds.js';

const ON_THE_HOST: readonly FindingCode[] = [
  ...DRIFT,
  'drift/unit-drop-in',
  'drift/version-differs',
  ...CERT_WRONG,
  ...UNIT_DOWN,
  'hosts/unit-disabled',
  ...OF_FLANNELD,
  'pki/ca-differs',
  'pki/secret-missing',
];
const OF_THE_CLUSTER: readonly FindingCode[] = [
  'etcd/member-down',
  'etcd/member-missing',
  'etcd/member-lists-differ',
  ...MEMBER_ASTRAY,
  ...API_DOWN,
  'balancers/backend-missing',
  'balancers/unreadable',
  'kube/node-missing',
  'kube/node-labels-differ',
  'kube/node-taints-differ',
  'kube/node-not-ready',
  ...LINK_DOWN,
];

/** The machine, the cluster or the configuration is another than the one that was built. */
export const OF_IDENTITY: readonly SuppressionRule[] = [
  // The objects in the API are those of the cluster that these hosts belong to.
  {of: ['identity/other-cluster'], suppresses: ['kube/object-differs', 'kube/object-missing'], where: 'anywhere'},
  // Other findings of the machine are not findings of the host.
  {
    of: ['identity/other-cluster', 'identity/other-host', 'identity/other-machine'],
    suppresses: [
      ...ON_THE_HOST,
      ...OF_THE_CLUSTER,
      'balancers/vip-duplicate',
      'balancers/vip-unassigned',
      'balancers/backend-undeclared',
      'etcd/foreign-cluster',
      'etcd/learner-not-promoted',
      'etcd/two-clusters',
      'hosts/machine-id-shared',
      'identity/address-changed',
      'identity/ca-differs',
      'identity/missing',
      'identity/role-removed',
      'pki/ca-unusable',
      'pki/secrets-differ',
    ],
    where: 'there',
  },
  {
    of: ['identity/other-cluster', 'identity/other-host'],
    suppresses: ['etcd/data-unknown', 'etcd/member-lost', 'identity/unreadable'],
    where: 'there',
  },
  // A renamed host, or one with the address of another, is not found; the other hosts still have its old name.
  {
    of: ['identity/other-host'],
    suppresses: [
      'balancers/backend-missing',
      'balancers/backend-undeclared',
      'etcd/member-undeclared',
      'etcd/membership-not-recorded',
      'kube/node-undeclared',
    ],
    where: 'anywhere',
  },
  {
    of: ['identity/other-host', 'identity/address-changed', 'identity/role-removed'],
    suppresses: RENDERED_ANEW,
    where: 'anywhere',
    only: NAMING_OTHERS,
  },
  // The setting is part of files, certificates and objects on all hosts.
  {
    of: ['identity/setting-changed'],
    suppresses: [
      ...RENDERED_ANEW,
      'cert/name-missing',
      'cert/mismatch',
      'etcd/membership-not-recorded',
      'kube/object-differs',
      'kube/object-missing',
    ],
    where: 'anywhere',
  },
  {
    of: ['identity/setting-changed'],
    when: ['spec.topology'],
    suppresses: [
      ...ON_THE_HOST,
      'etcd/elsewhere',
      'etcd/member-missing',
      'etcd/member-undeclared',
      'etcd/not-bootstrapped',
      'etcd/unreadable',
      'etcd/voters-even',
      'hosts/not-joined',
      'identity/role-removed',
      'kube/node-missing',
    ],
    where: 'anywhere',
  },
  {
    of: ['identity/address-changed'],
    suppresses: [
      ...RENDERED_ANEW,
      'cert/name-missing',
      'cert/mismatch',
      'etcd/member-missing',
      'etcd/member-undeclared',
      ...LINK_DOWN,
    ],
    where: 'there',
  },
  // The address of the first control plane is the API endpoint if spec.endpoint is not set.
  {
    of: ['identity/address-changed'],
    suppresses: [
      'balancers/backend-missing',
      'cert/name-missing',
      'cert/mismatch',
      'etcd/membership-not-recorded',
      'kube/object-differs',
    ],
    where: 'anywhere',
  },
  {
    of: ['identity/role-removed'],
    suppresses: [
      ...DRIFT,
      ...CERT_WRONG,
      'etcd/member-undeclared',
      'kube/node-missing',
      'kube/node-labels-differ',
      'kube/node-taints-differ',
      'kube/node-undeclared',
      'pki/ca-differs',
      'pki/secret-missing',
    ],
    where: 'there',
  },
  {
    of: ['identity/role-removed'],
    suppresses: [
      'balancers/backend-undeclared',
      'etcd/membership-not-recorded',
      'etcd/voters-even',
      'etcd/voters-many',
    ],
    where: 'anywhere',
  },
  {
    of: ['identity/ca-differs'],
    suppresses: [...CERT_WRONG, 'kube/api-not-ready', 'kube/node-not-ready'],
    where: 'there',
  },
  {
    of: ['identity/ca-differs'],
    suppresses: ['cert/wrong-ca', 'cert/mismatch', 'pki/ca-differs', 'pki/secrets-differ'],
    where: 'anywhere',
  },
  // quorate versions without identities wrote one marker instead of two.
  {of: ['identity/missing'], suppresses: ['etcd/membership-not-recorded'], where: 'anywhere'},
  {
    of: ['etcd/elsewhere'],
    suppresses: [
      'etcd/not-bootstrapped',
      'etcd/unreadable',
      'identity/missing',
      'kube/node-not-ready',
      'links/port-refused',
      'pki/ca-differs',
    ],
    where: 'anywhere',
  },
  // The host has to be removed and joined again, whatever is left on it.
  {
    of: ['etcd/member-lost'],
    suppresses: [...ON_THE_HOST, ...OF_THE_CLUSTER, 'hosts/not-joined', 'identity/missing'],
    where: 'there',
  },
  {
    of: ['etcd/data-unknown'],
    suppresses: ['etcd/member-missing', 'etcd/member-down', ...MEMBER_ASTRAY],
    where: 'there',
  },
];
