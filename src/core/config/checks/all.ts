import type {Check} from './check.js';
import {endpoint} from './endpoint.js';
import {extraArgs} from './extra-args.js';
import {hostIdentity, oneLocalHost, reachableAddresses} from './host-identity.js';
import {labels, taints} from './labels.js';
import {loadBalancerPorts, loadBalancers} from './load-balancers.js';
import {voters} from './member-count.js';
import {networksApart, oneFamily, podRangeSize, serviceRangeSize, wholeRanges} from './networks.js';
import {etcdHosts, roles} from './roles.js';
import {sshAddressOfAnother} from './ssh-target.js';
import {store} from './unmanaged-etcd.js';
import {validity} from './validity.js';

/** What a file must be beyond its form. */
export const CHECKS: readonly Check[] = [
  hostIdentity,
  sshAddressOfAnother,
  reachableAddresses,
  oneLocalHost,
  roles,
  etcdHosts,
  store,
  voters,
  endpoint,
  loadBalancers,
  loadBalancerPorts,
  networksApart,
  oneFamily,
  wholeRanges,
  serviceRangeSize,
  podRangeSize,
  validity,
  labels,
  taints,
  extraArgs,
];
