import type {FindingCode} from '../../codes/findings.js';
import type {SuppressionRule} from './kinds.js';
import {LINK_DOWN, OF_FLANNELD, UNIT_DOWN} from './kinds.js';

const DISCONNECTED: readonly FindingCode[] = ['network/node-isolated', 'network/no-connectivity'];
/** What the pods of a probe find. */
const PROBED: readonly FindingCode[] = ['network/pods-isolated', 'network/probe-incomplete'];

/**
 * The pod network needs hosts that reach each other, and cluster DNS needs the pod network and its own pods. A warning
 * that may be the cause of an error is evidence of the error.
 */
export const OF_NETWORK: readonly SuppressionRule[] = [
  {
    of: ['hosts/unreachable', 'kube/node-not-ready', ...LINK_DOWN],
    suppresses: [...DISCONNECTED, ...OF_FLANNELD, ...PROBED, 'network/dns-silent'],
    where: 'there',
  },
  {
    of: UNIT_DOWN,
    when: ['flanneld.service', 'kubelet.service', 'containerd.service'],
    suppresses: [...DISCONNECTED, ...OF_FLANNELD, ...PROBED, 'network/dns-silent', 'kube/pods-not-starting'],
    where: 'there',
  },
  {of: UNIT_DOWN, when: ['kube-proxy.service'], suppresses: ['network/dns-silent'], where: 'there'},
  {of: UNIT_DOWN, when: ['kube-controller-manager.service'], suppresses: ['network/no-range'], where: 'anywhere'},
  {of: ['network/down'], suppresses: ['network/dns-silent', 'network/not-reported'], where: 'anywhere'},
  {
    of: DISCONNECTED,
    suppresses: ['network/dns-silent', 'hosts/network-overlap', 'network/not-reported'],
    where: 'there',
  },
  {of: ['network/no-range'], suppresses: ['kube/pods-not-starting', 'kube/dns-not-ready'], where: 'there'},
  // What flanneld has set up wrongly explains what does not get through, on this node and on those that answer it.
  {
    of: ['network/range-differs', 'network/route-missing'],
    suppresses: ['network/not-reported', ...DISCONNECTED, ...PROBED, 'network/dns-silent'],
    where: 'there',
  },
  {
    of: ['kube/pods-unseen'],
    suppresses: ['network/probe-incomplete', 'network/route-missing', 'kube/dns-not-ready'],
    where: 'there',
  },
  {of: ['kube/pods-not-starting'], suppresses: ['network/probe-incomplete'], where: 'there'},
  {of: ['kube/pods-not-starting'], suppresses: ['kube/dns-not-ready', 'hosts/cni-config-first'], where: 'there'},
  {of: ['kube/dns-not-ready'], suppresses: ['hosts/resolver-unusable'], where: 'there'},
  {of: ['kube/dns-not-ready'], suppresses: ['network/dns-silent'], where: 'anywhere'},
];
