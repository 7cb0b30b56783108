import type {FindingCode} from '../../codes/findings.js';
import type {SuppressionRule} from './kinds.js';
import {LINK_DOWN, UNIT_DOWN} from './kinds.js';

const DISCONNECTED: readonly FindingCode[] = ['network/node-isolated', 'network/no-connectivity'];

/**
 * The pod network needs hosts that reach each other, and cluster DNS needs the pod network and its own pods. A warning
 * that may be the cause of an error is evidence of the error.
 */
export const OF_NETWORK: readonly SuppressionRule[] = [
  {
    of: ['hosts/unreachable', 'kube/node-not-ready', ...LINK_DOWN],
    suppresses: [...DISCONNECTED, 'network/dns-silent'],
    where: 'there',
  },
  {
    of: UNIT_DOWN,
    when: ['flanneld.service', 'kubelet.service', 'containerd.service'],
    suppresses: [...DISCONNECTED, 'network/dns-silent', 'kube/pods-not-starting'],
    where: 'there',
  },
  {of: UNIT_DOWN, when: ['kube-proxy.service'], suppresses: ['network/dns-silent'], where: 'there'},
  {of: UNIT_DOWN, when: ['kube-controller-manager.service'], suppresses: ['network/no-range'], where: 'anywhere'},
  {of: ['network/down'], suppresses: ['network/dns-silent'], where: 'anywhere'},
  {of: DISCONNECTED, suppresses: ['network/dns-silent', 'hosts/network-overlap'], where: 'there'},
  {of: ['network/no-range'], suppresses: ['kube/pods-not-starting', 'kube/dns-not-ready'], where: 'there'},
  {of: ['kube/pods-not-starting'], suppresses: ['kube/dns-not-ready', 'hosts/cni-config-first'], where: 'there'},
  {of: ['kube/dns-not-ready'], suppresses: ['hosts/resolver-unusable'], where: 'there'},
  {of: ['kube/dns-not-ready'], suppresses: ['network/dns-silent'], where: 'anywhere'},
];
