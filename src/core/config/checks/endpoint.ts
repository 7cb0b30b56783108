import {addressKind, isAddress} from '../../network/address.js';
import {type Check, having} from './check.js';

/** The endpoint is written into certificates and kubeconfigs and must be the same address on every machine. */
export const endpoint: Check = function* (draft) {
  const host = draft.spec?.endpoint?.host;
  if (host === undefined) return;
  const path = ['spec', 'endpoint', 'host'];
  if (host === 'localhost' || (isAddress(host) && ['loopback', 'unspecified'].includes(addressKind(host)))) {
    yield {
      code: 'config/local-endpoint',
      path,
      message: `${host} resolves differently on every machine; kubeconfigs would not reach the API`,
      suggestion:
        (having(draft, 'load-balancer')?.length ?? 0) > 0
          ? 'set the address of the load balancer, or a free address of their network if several hosts have the role'
          : 'set the address of a load balancer or a virtual IP, or delete spec.endpoint',
    };
  }
};
