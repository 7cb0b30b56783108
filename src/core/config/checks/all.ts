import {mirror, proxy, registries} from './artifacts.js';
import {authentication} from './authentication.js';
import type {Check} from './check.js';
import {endpoint} from './endpoint.js';
import {extraArgs} from './extra-args.js';
import {oneFamily} from './families.js';
import {hostIdentity, oneLocalHost, reachableAddresses} from './host-identity.js';
import {hostNames} from './host-names.js';
import {labels, taints} from './labels.js';
import {loadBalancerPorts, loadBalancers} from './load-balancers.js';
import {memberCount} from './member-count.js';
import {canonicalRanges, networksApart, podRangeSize, serviceRangeSize} from './networks.js';
import {pkiHome} from './pki-home.js';
import {etcdHosts, roles} from './roles.js';
import {snapshots} from './snapshots.js';
import {sshAddressOfAnother} from './ssh-target.js';
import {unmanagedEtcd} from './unmanaged-etcd.js';
import {validity} from './validity.js';
import {weakened} from './weakened.js';

/** The checks of a file beyond its schema. */
export const CHECKS: readonly Check[] = [
  hostIdentity,
  hostNames,
  sshAddressOfAnother,
  reachableAddresses,
  oneLocalHost,
  roles,
  etcdHosts,
  unmanagedEtcd,
  snapshots,
  memberCount,
  endpoint,
  loadBalancers,
  loadBalancerPorts,
  networksApart,
  oneFamily,
  canonicalRanges,
  serviceRangeSize,
  podRangeSize,
  validity,
  pkiHome,
  labels,
  taints,
  authentication,
  extraArgs,
  weakened,
  mirror,
  proxy,
  registries,
];
