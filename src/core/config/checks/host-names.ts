import {apiServerNames} from '../../model/api-server-names.js';
import type {ConfigIssue} from '../problem.js';
import {type Check, type DraftHost, hostsOf} from './check.js';

/**
 * A host must not have a name of the API server: clients would accept the certificate of its kubelet for one. A control
 * plane has such a certificate anyway, and a load balancer has none, so that both may be named as the endpoint.
 */
export const hostNames: Check = function* (draft, where) {
  const {network, endpoint, pki} = draft.spec ?? {};
  const reserved = apiServerNames(network?.dnsDomain ?? 'cluster.local');
  for (const each of hostsOf(draft)) {
    const {name} = each.host;
    if (name === undefined) continue;
    if (reserved.includes(name)) {
      yield issue(each, `${name} is a name of the API server in its certificates`);
    } else if (!mayServeTheApi(each)) {
      const extra = (pki?.apiServerSans ?? []).indexOf(name);
      if (endpoint?.host === name) yield issue(each, `${name} is the endpoint${where(['spec', 'endpoint', 'host'])}`);
      else if (extra >= 0)
        yield issue(each, `${name} is a name of the API servers${where(['spec', 'pki', 'apiServerSans', extra])}`);
    }
  }
};

/** True if its roles are invalid: that is reported elsewhere. */
const mayServeTheApi = ({host: {roles = []}}: DraftHost): boolean =>
  roles.includes('control-plane') || roles.every(role => role === 'load-balancer' || role === undefined);

const issue = ({path}: DraftHost, why: string): ConfigIssue => ({
  code: 'config/host-named-as-api',
  path: [...path, 'name'],
  message: `a host cannot have this name: ${why}`,
  suggestion: 'give the host another name, like worker-1',
});
