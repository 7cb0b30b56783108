import type {Rule} from './findings.js';
import {agreementRule} from './rules/agreement.js';
import {balancersRule} from './rules/balancers.js';
import {caHomeRule} from './rules/ca-home.js';
import {certificatesRule} from './rules/certificates.js';
import {controllersRule} from './rules/controllers.js';
import {driftRule} from './rules/drift.js';
import {endingCasRule} from './rules/ending.js';
import {exposedKeysRule} from './rules/exposed-keys.js';
import {hostSurroundingsRule} from './rules/host-surroundings.js';
import {hostsRule} from './rules/hosts.js';
import {identityRule} from './rules/identity.js';
import {kubernetesRule} from './rules/kubernetes.js';
import {linksRule} from './rules/links.js';
import {membershipRule} from './rules/membership.js';
import {membershipRecordRule} from './rules/membership-record.js';
import {networkPoliciesRule} from './rules/network-policies.js';
import {networkReachRule} from './rules/network-reach.js';
import {placementRule} from './rules/placement.js';
import {podRangesRule} from './rules/pod-ranges.js';
import {probeRule} from './rules/probe.js';
import {quorumRule} from './rules/quorum.js';
import {rotationRule} from './rules/rotation.js';
import {secretsRule} from './rules/secrets.js';
import {skewRule} from './rules/skew.js';
import {snapshotsRule} from './rules/snapshots.js';
import {storageRule} from './rules/storage.js';
import {systemPodsRule} from './rules/system-pods.js';
import {unitsRule} from './rules/units.js';
import {unmanagedEtcdRule} from './rules/unmanaged-etcd.js';
import {unseenChangesRule} from './rules/unseen-changes.js';
import {bundleRule, versionsRule} from './rules/versions.js';
import {virtualIpRule} from './rules/virtual-ip.js';

/** Each rule reports everything it finds. Findings that follow from others are suppressed afterwards. */
export const RULES: readonly Rule[] = [
  identityRule,
  quorumRule,
  membershipRule,
  agreementRule,
  storageRule,
  snapshotsRule,
  unmanagedEtcdRule,
  placementRule,
  membershipRecordRule,
  hostsRule,
  hostSurroundingsRule,
  unitsRule,
  driftRule,
  versionsRule,
  bundleRule,
  certificatesRule,
  secretsRule,
  caHomeRule,
  endingCasRule,
  exposedKeysRule,
  rotationRule,
  linksRule,
  kubernetesRule,
  controllersRule,
  unseenChangesRule,
  systemPodsRule,
  networkReachRule,
  networkPoliciesRule,
  podRangesRule,
  probeRule,
  skewRule,
  balancersRule,
  virtualIpRule,
];
