import type {Consequence} from './consequence.js';
import {OF_IDENTITY} from './identity.js';
import {API_DOWN, CERT_WRONG, CONTROL_PLANE_UNITS, DRIFT, FILE_DIFFERS, MEMBER_ASTRAY, UNIT_DOWN} from './kinds.js';
import {OF_STORE} from './store.js';

export const CONSEQUENCES: readonly Consequence[] = [
  ...OF_IDENTITY,
  // Of a host that is away nothing else can be said.
  {
    of: ['hosts/unreachable', 'links/host-cut'],
    hides: [
      'etcd/member-down',
      ...MEMBER_ASTRAY,
      ...API_DOWN,
      ...UNIT_DOWN,
      'kube/node-not-ready',
      'links/pair-cut',
      'links/port-blocked',
      'links/port-refused',
      'balancers/address-unheld',
      'hosts/half-read',
    ],
    where: 'there',
  },
  {of: ['hosts/unreachable'], hides: ['links/host-cut'], where: 'there'},
  // A host that was never set up lacks everything.
  {
    of: ['hosts/not-joined'],
    hides: [
      'etcd/member-missing',
      'etcd/member-down',
      'kube/node-gone',
      ...API_DOWN,
      'balancers/backend-missing',
      'links/host-cut',
      'links/port-blocked',
      'links/port-refused',
      'links/pair-cut',
    ],
    where: 'there',
  },
  // Before etcd was formed there is no cluster to be judged.
  {
    of: ['etcd/not-formed'],
    hides: [
      'hosts/not-joined',
      'kube/unreadable',
      'kube/node-gone',
      'pki/secret-missing',
      ...API_DOWN,
      ...DRIFT,
      ...UNIT_DOWN,
      ...CERT_WRONG,
    ],
    where: 'anywhere',
  },
  // Members of another cluster, or without a vote, are known not to serve in this one.
  {
    of: ['etcd/two-clusters', 'etcd/foreign-cluster', 'etcd/member-corrupt'],
    hides: ['etcd/member-down', ...MEMBER_ASTRAY, 'etcd/lists-differ', ...API_DOWN],
    where: 'there',
  },
  {
    of: ['etcd/two-clusters', 'etcd/foreign-cluster', 'etcd/member-corrupt'],
    hides: UNIT_DOWN,
    where: 'there',
    only: ['etcd.service', ...CONTROL_PLANE_UNITS],
  },
  {
    of: ['etcd/two-clusters', 'etcd/foreign-cluster'],
    hides: ['etcd/unreadable', 'etcd/quorum-lost'],
    where: 'anywhere',
  },
  {
    of: ['etcd/two-clusters'],
    hides: [
      'etcd/not-sealed',
      'etcd/removal-unfinished',
      'kube/node-gone',
      'kube/object-missing',
      'kube/object-differs',
    ],
    where: 'anywhere',
  },
  // Where the member is missing, its number is of course another.
  {
    of: ['etcd/member-undeclared', 'etcd/member-missing', 'etcd/learner-left'],
    hides: ['etcd/voters-even', 'etcd/voters-many'],
    where: 'anywhere',
  },
  {
    of: ['etcd/member-missing'],
    hides: [...API_DOWN, 'etcd/member-down', 'links/port-refused'],
    where: 'there',
  },
  {of: ['etcd/member-missing'], hides: UNIT_DOWN, where: 'there', only: ['etcd.service', ...CONTROL_PLANE_UNITS]},
  {of: ['etcd/learner-left'], hides: [...MEMBER_ASTRAY, ...API_DOWN], where: 'there'},
  {of: ['etcd/lists-differ'], hides: MEMBER_ASTRAY, where: 'there'},
  {of: ['etcd/leader-disagreed'], hides: ['etcd/terms-differ'], where: 'anywhere'},
  {of: ['etcd/space-exhausted'], hides: ['etcd/database-large', ...API_DOWN, 'kube/unreadable'], where: 'anywhere'},
  {of: ['etcd/one-zone'], hides: ['etcd/zone-holds-majority'], where: 'anywhere'},
  // Without a majority no API server is ready, and nothing reports to one.
  {
    of: ['etcd/quorum-lost', 'etcd/unreadable', 'etcd/store-lost'],
    hides: [
      'etcd/member-down',
      ...MEMBER_ASTRAY,
      ...API_DOWN,
      'kube/unreadable',
      'kube/node-not-ready',
      'links/port-refused',
    ],
    where: 'anywhere',
  },
  {
    of: ['etcd/quorum-lost', 'etcd/unreadable', 'etcd/store-lost'],
    hides: UNIT_DOWN,
    where: 'anywhere',
    only: ['etcd.service', ...CONTROL_PLANE_UNITS],
  },
  ...OF_STORE,
  // A member that is down takes the API server beside it along.
  {of: ['etcd/member-down'], hides: [...API_DOWN, ...MEMBER_ASTRAY, 'links/port-refused'], where: 'there'},
  {of: ['etcd/member-down'], hides: UNIT_DOWN, where: 'there', only: ['etcd.service', ...CONTROL_PLANE_UNITS]},
  {of: ['etcd/disk-slow'], hides: ['etcd/member-behind'], where: 'there'},
  // Units that others on the host stand on.
  {of: UNIT_DOWN, when: ['kube-apiserver.service'], hides: [...API_DOWN, 'links/port-refused'], where: 'there'},
  {
    of: UNIT_DOWN,
    when: ['kubelet.service', 'containerd.service'],
    hides: ['kube/node-not-ready', 'links/port-refused'],
    where: 'there',
  },
  {of: UNIT_DOWN, when: ['containerd.service'], hides: ['drift/image-missing'], where: 'there'},
  {of: UNIT_DOWN, when: ['quorate-keepalived.service'], hides: ['balancers/address-unheld'], where: 'there'},
  {
    of: UNIT_DOWN,
    when: ['quorate-balancer.service', 'quorate-load-balancer.service'],
    hides: ['balancers/unreadable', 'balancers/backend-missing', 'kube/node-not-ready', 'links/port-refused'],
    where: 'there',
  },
  {of: ['kube/api-not-ready'], hides: ['balancers/backend-down', 'links/port-refused'], where: 'there'},
  // A file that differs is why what reads it is not as it should be.
  {
    of: ['balancers/backend-missing', 'balancers/backend-undeclared'],
    hides: [...FILE_DIFFERS, 'drift/unit-stale', 'drift/unit-unreloaded'],
    where: 'of the same',
  },
  {of: ['balancers/backend-undeclared'], hides: ['balancers/backend-missing'], where: 'of the same'},
  {
    of: [
      ...FILE_DIFFERS,
      'drift/unit-drop-in',
      ...CERT_WRONG,
      'pki/secret-missing',
      'pki/secrets-differ',
      'pki/authority-differs',
    ],
    hides: ['drift/unit-stale', 'drift/unit-unreloaded'],
    where: 'of the same',
  },
  {
    of: ['drift/file-missing', 'drift/unit-edited', 'drift/binary-differs'],
    hides: ['hosts/unit-disabled'],
    where: 'of the same',
  },
  {of: ['drift/version-differs'], hides: DRIFT, where: 'there'},
  {
    of: ['drift/version-differs'],
    hides: ['etcd/versions-differ', 'kube/object-differs', 'kube/object-missing'],
    where: 'anywhere',
  },
  // Authorities come before what they signed; a secret before what rests on it.
  {
    of: ['pki/authority-unusable'],
    hides: [...CERT_WRONG, 'pki/secrets-differ', 'pki/authority-differs'],
    where: 'anywhere',
  },
  {
    of: ['pki/secrets-differ', 'pki/secret-lost'],
    hides: ['cert/foreign-authority', 'cert/wrong', 'pki/authority-differs', 'pki/secret-missing'],
    where: 'anywhere',
  },
  {of: ['pki/secret-missing'], hides: ['pki/authority-differs'], where: 'of the same'},
  {
    of: ['kube/secrets-plain'],
    hides: ['pki/secrets-differ'],
    where: 'anywhere',
    only: ['/etc/kubernetes/encryption.yaml'],
  },
  {
    of: ['cert/expired', 'cert/foreign-authority', 'cert/name-missing', 'cert/early'],
    hides: ['balancers/backend-down', 'kube/api-not-ready'],
    where: 'there',
  },
  // Blocked ports: what is not reached does not answer.
  {
    of: ['links/port-blocked'],
    when: ['port 2379', 'port 2380'],
    hides: ['etcd/member-down', ...MEMBER_ASTRAY, ...API_DOWN],
    where: 'there',
  },
  {of: ['links/port-blocked'], when: ['port 6443'], hides: API_DOWN, where: 'there'},
  {of: ['links/pair-cut'], hides: API_DOWN, where: 'between'},
  // The node itself.
  {of: ['kube/node-gone'], hides: ['kube/node-marks-differ'], where: 'there'},
  {of: ['kube/node-not-ready'], hides: ['kube/node-in-trouble'], where: 'there'},
  {of: ['hosts/disk-low'], hides: ['kube/node-in-trouble'], where: 'there'},
  {of: ['kube/kubelet-newer', 'kube/apiservers-apart'], hides: ['kube/kubelet-old'], where: 'anywhere'},
  {of: ['hosts/operator-clock-off'], hides: ['cert/early'], where: 'anywhere'},
  {of: ['hosts/clock-off'], hides: ['cert/early'], where: 'there'},
];
