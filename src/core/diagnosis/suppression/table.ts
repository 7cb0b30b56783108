import {OF_CONTROLLERS} from './controllers.js';
import {OF_IDENTITY} from './identity.js';
import type {SuppressionRule} from './kinds.js';
import {API_DOWN, CERT_WRONG, CONTROL_PLANE_UNITS, DRIFT, FILE_DIFFERS, MEMBER_ASTRAY, UNIT_DOWN} from './kinds.js';
import {OF_NETWORK} from './network.js';
import {UNMANAGED_ETCD_SUPPRESSION} from './unmanaged-etcd.js';

export const SUPPRESSION_RULES: readonly SuppressionRule[] = [
  ...OF_IDENTITY,
  // Nothing else is known of a host that is unreachable.
  {
    of: ['hosts/unreachable', 'links/host-isolated'],
    suppresses: [
      'etcd/member-down',
      'etcd/unreadable',
      ...MEMBER_ASTRAY,
      ...API_DOWN,
      ...UNIT_DOWN,
      'kube/node-not-ready',
      'kube/unreadable',
      'links/no-connectivity',
      'links/port-blocked',
      'links/port-refused',
      'balancers/vip-unassigned',
      'hosts/facts-incomplete',
    ],
    where: 'there',
  },
  {of: ['hosts/unreachable'], suppresses: ['links/host-isolated'], where: 'there'},
  // A host that has not joined has no part of the cluster.
  {
    of: ['hosts/not-joined'],
    suppresses: [
      'etcd/member-missing',
      'etcd/member-down',
      'kube/node-missing',
      ...API_DOWN,
      'balancers/backend-missing',
      'links/host-isolated',
      'links/port-blocked',
      'links/port-refused',
      'links/no-connectivity',
    ],
    where: 'there',
  },
  // Before etcd is bootstrapped there is no cluster to judge.
  {
    of: ['etcd/not-bootstrapped'],
    suppresses: [
      'hosts/not-joined',
      'balancers/vip-unassigned',
      'kube/unreadable',
      'kube/node-missing',
      'pki/secret-missing',
      ...API_DOWN,
      ...DRIFT,
      ...UNIT_DOWN,
      ...CERT_WRONG,
    ],
    where: 'anywhere',
  },
  // Members of another cluster, and corrupt ones, do not serve in this one.
  {
    of: ['etcd/two-clusters', 'etcd/foreign-cluster', 'etcd/member-corrupt'],
    suppresses: ['etcd/member-down', ...MEMBER_ASTRAY, 'etcd/member-lists-differ', ...API_DOWN],
    where: 'there',
  },
  {
    of: ['etcd/two-clusters', 'etcd/foreign-cluster', 'etcd/member-corrupt'],
    suppresses: UNIT_DOWN,
    where: 'there',
    only: ['etcd.service', ...CONTROL_PLANE_UNITS],
  },
  {
    of: ['etcd/two-clusters', 'etcd/foreign-cluster'],
    suppresses: ['etcd/unreadable', 'etcd/quorum-lost'],
    where: 'anywhere',
  },
  {
    of: ['etcd/two-clusters'],
    suppresses: [
      'etcd/membership-not-recorded',
      'etcd/removal-unfinished',
      'kube/node-missing',
      'kube/object-missing',
      'kube/object-differs',
    ],
    where: 'anywhere',
  },
  // The number of voters differs because of the member.
  {
    of: ['etcd/member-undeclared', 'etcd/member-missing', 'etcd/learner-not-promoted'],
    suppresses: ['etcd/voters-even', 'etcd/voters-many'],
    where: 'anywhere',
  },
  {
    of: ['etcd/member-missing'],
    suppresses: [...API_DOWN, 'etcd/member-down', 'links/port-refused'],
    where: 'there',
  },
  {of: ['etcd/member-missing'], suppresses: UNIT_DOWN, where: 'there', only: ['etcd.service', ...CONTROL_PLANE_UNITS]},
  {of: ['etcd/learner-not-promoted'], suppresses: [...MEMBER_ASTRAY, ...API_DOWN], where: 'there'},
  {of: ['etcd/member-lists-differ'], suppresses: MEMBER_ASTRAY, where: 'there'},
  {of: ['etcd/leader-disagreed'], suppresses: ['etcd/terms-differ'], where: 'anywhere'},
  {of: ['etcd/nospace'], suppresses: ['etcd/database-large', ...API_DOWN, 'kube/unreadable'], where: 'anywhere'},
  {of: ['etcd/one-zone'], suppresses: ['etcd/zone-holds-majority'], where: 'anywhere'},
  // Nothing runs before all members have their restored data.
  {
    of: ['etcd/restore-interrupted', 'backup/restore-interrupted'],
    suppresses: ['etcd/unreadable', 'etcd/quorum-lost', 'etcd/two-clusters', 'etcd/foreign-cluster'],
    where: 'anywhere',
  },
  // Without quorum no API server is ready, and no kubelet can report.
  {
    of: ['etcd/quorum-lost', 'etcd/unreadable', 'etcd/unmanaged-no-quorum'],
    suppresses: [
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
    of: ['etcd/quorum-lost', 'etcd/unreadable', 'etcd/unmanaged-no-quorum'],
    suppresses: UNIT_DOWN,
    where: 'anywhere',
    only: ['etcd.service', ...CONTROL_PLANE_UNITS],
  },
  ...UNMANAGED_ETCD_SUPPRESSION,
  // The API server on the host of a member that is down is not ready either.
  {of: ['etcd/member-down'], suppresses: [...API_DOWN, ...MEMBER_ASTRAY, 'links/port-refused'], where: 'there'},
  {of: ['etcd/member-down'], suppresses: UNIT_DOWN, where: 'there', only: ['etcd.service', ...CONTROL_PLANE_UNITS]},
  {of: ['etcd/disk-slow'], suppresses: ['etcd/member-behind'], where: 'there'},
  // Units that other units of the host depend on.
  {of: UNIT_DOWN, when: ['kube-apiserver.service'], suppresses: [...API_DOWN, 'links/port-refused'], where: 'there'},
  {
    of: UNIT_DOWN,
    when: ['kubelet.service', 'containerd.service'],
    suppresses: ['kube/node-not-ready', 'links/port-refused'],
    where: 'there',
  },
  {of: UNIT_DOWN, when: ['containerd.service'], suppresses: ['drift/image-missing'], where: 'there'},
  {of: UNIT_DOWN, when: ['quorate-keepalived.service'], suppresses: ['balancers/vip-unassigned'], where: 'there'},
  {
    of: UNIT_DOWN,
    when: ['quorate-balancer.service', 'quorate-load-balancer.service'],
    suppresses: ['balancers/unreadable', 'balancers/backend-missing', 'kube/node-not-ready', 'links/port-refused'],
    where: 'there',
  },
  {of: ['kube/api-not-ready'], suppresses: ['balancers/backend-down', 'links/port-refused'], where: 'there'},
  // A unit that reads a file differs because the file does.
  {
    of: ['balancers/backend-missing', 'balancers/backend-undeclared'],
    suppresses: [...FILE_DIFFERS, 'drift/unit-stale', 'drift/unit-unreloaded'],
    where: 'of the same',
  },
  {of: ['balancers/backend-undeclared'], suppresses: ['balancers/backend-missing'], where: 'of the same'},
  {
    of: [
      ...FILE_DIFFERS,
      'drift/unit-drop-in',
      ...CERT_WRONG,
      'pki/secret-missing',
      'pki/secrets-differ',
      'pki/ca-differs',
    ],
    suppresses: ['drift/unit-stale', 'drift/unit-unreloaded'],
    where: 'of the same',
  },
  {
    of: ['drift/file-missing', 'drift/unit-edited', 'drift/binary-differs'],
    suppresses: ['hosts/unit-disabled'],
    where: 'of the same',
  },
  {of: ['drift/version-differs'], suppresses: DRIFT, where: 'there'},
  {
    of: ['drift/version-differs'],
    suppresses: ['etcd/versions-differ', 'kube/object-differs', 'kube/object-missing'],
    where: 'anywhere',
  },
  // Certificates are wrong because of their CA, and files because of the secret they depend on.
  {
    of: ['pki/ca-unusable'],
    suppresses: [...CERT_WRONG, 'pki/secrets-differ', 'pki/ca-differs'],
    where: 'anywhere',
  },
  {
    of: ['pki/secrets-differ', 'pki/secret-lost'],
    suppresses: ['cert/wrong-ca', 'cert/mismatch', 'pki/ca-differs', 'pki/secret-missing'],
    where: 'anywhere',
  },
  {of: ['pki/secret-missing'], suppresses: ['pki/ca-differs'], where: 'of the same'},
  {
    of: ['kube/secrets-unencrypted'],
    suppresses: ['pki/secrets-differ'],
    where: 'anywhere',
    only: ['/etc/kubernetes/encryption.yaml'],
  },
  {
    of: ['cert/expired', 'cert/wrong-ca', 'cert/name-missing', 'cert/not-yet-valid'],
    suppresses: ['balancers/backend-down', 'kube/api-not-ready'],
    where: 'there',
  },
  // Nothing answers at a blocked port.
  {
    of: ['links/port-blocked'],
    when: ['port 2379', 'port 2380'],
    suppresses: ['etcd/member-down', ...MEMBER_ASTRAY, ...API_DOWN],
    where: 'there',
  },
  {of: ['links/port-blocked'], when: ['port 6443'], suppresses: API_DOWN, where: 'there'},
  {of: ['links/no-connectivity'], suppresses: API_DOWN, where: 'between'},
  ...OF_NETWORK,
  ...OF_CONTROLLERS,
  // Nodes.
  {of: ['kube/node-missing'], suppresses: ['kube/node-labels-differ', 'kube/node-taints-differ'], where: 'there'},
  {of: ['kube/node-not-ready'], suppresses: ['kube/node-pressure'], where: 'there'},
  {of: ['hosts/disk-low'], suppresses: ['kube/node-pressure'], where: 'there'},
  {of: ['kube/kubelet-newer', 'kube/apiserver-skew'], suppresses: ['kube/kubelet-old'], where: 'anywhere'},
  {of: ['hosts/operator-clock-off'], suppresses: ['cert/not-yet-valid'], where: 'anywhere'},
  {of: ['hosts/clock-off'], suppresses: ['cert/not-yet-valid'], where: 'there'},
];
