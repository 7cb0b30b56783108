import {BALANCER_FAULTS} from './balancers.js';
import {CONTROLLER_FAULTS} from './controllers.js';
import {DRIFT_FAULTS} from './drift.js';
import {EDIT_FAULTS} from './edits.js';
import type {Fault} from './fault.js';
import {HOST_FAULTS} from './hosts.js';
import {IDENTITY_FAULTS} from './identity.js';
import {KUBERNETES_FAULTS} from './kubernetes.js';
import {LINK_FAULTS} from './links.js';
import {LOST_FAULTS} from './member-lost.js';
import {MEMBER_FAULTS} from './members.js';
import {MEMBERSHIP_FAULTS} from './membership.js';
import {NETWORK_FAULTS, STARTING} from './network.js';
import {PLACEMENT_FAULTS} from './placement.js';
import {POD_NETWORK_FAULTS} from './pod-network.js';
import {QUORUM_FAULTS} from './quorum.js';
import {SNAPSHOT_FAULTS} from './snapshots.js';
import {UNMANAGED_ETCD_FAULTS} from './unmanaged-etcd.js';

/** Every fault, except those of certificates, which need the hosts of a cluster. */
export const FAULTS: readonly Fault[] = [
  ...QUORUM_FAULTS,
  ...MEMBERSHIP_FAULTS,
  ...MEMBER_FAULTS,
  ...SNAPSHOT_FAULTS,
  ...PLACEMENT_FAULTS,
  ...HOST_FAULTS,
  ...LINK_FAULTS,
  ...NETWORK_FAULTS,
  ...STARTING,
  ...POD_NETWORK_FAULTS,
  ...DRIFT_FAULTS,
  ...KUBERNETES_FAULTS,
  ...CONTROLLER_FAULTS,
  ...BALANCER_FAULTS,
  ...UNMANAGED_ETCD_FAULTS,
  ...IDENTITY_FAULTS,
  ...EDIT_FAULTS,
  ...LOST_FAULTS,
];
