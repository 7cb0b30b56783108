import {addressKind, isAddress} from '../../network/address.js';
import {cidrContains} from '../../network/cidr.js';
import type {Check} from './check.js';

/** The endpoint is written into certificates and kubeconfigs and must mean the same thing everywhere. */
export const endpoint: Check = function* (draft, where) {
  const host = draft.spec?.endpoint?.host;
  if (host === undefined) return;
  const path = ['spec', 'endpoint', 'host'];
  if (host === 'localhost' || (isAddress(host) && ['loopback', 'unspecified'].includes(addressKind(host)))) {
    yield {
      code: 'config/local-endpoint',
      path,
      message: `${host} means another machine on every machine: kubeconfigs with it would not find the API`,
      suggestion: 'name a load balancer or virtual address, or leave spec.endpoint out',
    };
  }
  for (const network of ['podCidr', 'serviceCidr'] as const) {
    const cidr = draft.spec?.network?.[network];
    if (cidr && isAddress(host) && cidrContains(cidr, host)) {
      yield {
        code: 'config/address-in-network',
        path,
        message: `${host} lies in spec.network.${network} ${cidr}${where(['spec', 'network', network])}`,
        suggestion: 'name an address outside the cluster networks',
      };
    }
  }
};
