import {own} from '../../own.js';
import type {ConfigIssue} from '../problem.js';
import {type Check, type DraftHost, hostsOf} from './check.js';

const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Why Kubernetes refuses the key of a label or taint; undefined if it is valid. */
function keyFault(key: string): string | undefined {
  const {prefix, name} = keyParts(key);
  if (prefix !== undefined && (!PREFIX.test(prefix) || prefix.length > 253)) {
    return `the prefix of "${key}" must be a DNS name in lower case`;
  }
  return NAME.test(name)
    ? undefined
    : `"${key}" is not a valid key: up to 63 letters, digits and -_. that begin and end with a letter or digit, after an optional prefix/`;
}

/** Why Kubernetes refuses the value of a label or taint; undefined if it is valid. */
const valueFault = (value: string): string | undefined =>
  value === '' || NAME.test(value)
    ? undefined
    : `"${value}" is not a valid value: up to 63 letters, digits and -_. that begin and end with a letter or digit`;

/** Is the prefix of the key reserved for Kubernetes? */
function isReserved(key: string): boolean {
  const {prefix = ''} = keyParts(key);
  return ['kubernetes.io', 'k8s.io'].some(domain => prefix === domain || prefix.endsWith(`.${domain}`));
}

function keyParts(key: string): {readonly prefix?: string; readonly name: string} {
  const slash = key.indexOf('/');
  return slash < 0 ? {name: key} : {prefix: key.slice(0, slash), name: key.slice(slash + 1)};
}

/** Labels in the syntax of Kubernetes, and none that Kubernetes or quorate sets itself. */
export const labels: Check = function* (draft) {
  for (const {host, path, title} of hostsOf(draft)) {
    const zoneFault =
      host.zone === undefined ? undefined : host.zone === '' ? 'the zone is empty' : valueFault(host.zone);
    if (zoneFault) yield {code: 'config/label-syntax', path: [...path, 'zone'], message: zoneFault};
    for (const [key, value] of Object.entries(host.labels ?? {})) {
      const at = [...path, 'labels', key];
      const wrongKey = keyFault(key);
      const wrongValue = value === undefined ? undefined : valueFault(value);
      const taken = reservedLabel(key);
      if (wrongKey) yield {code: 'config/label-syntax', path: at, at: 'key', message: wrongKey};
      else if (taken) yield {code: 'config/reserved-label', path: at, at: 'key', ...taken};
      if (wrongValue) yield {code: 'config/label-syntax', path: at, message: wrongValue};
    }
    if (hasNoNode(host.roles) && Object.keys(host.labels ?? {}).length > 0) {
      yield withoutNode([...path, 'labels'], title, 'labels');
    }
  }
};

export const taints: Check = function* (draft) {
  for (const {host, path, title} of hostsOf(draft)) {
    const seen = new Set<string>();
    for (const [index, taint] of (host.taints ?? []).entries()) {
      const at = [...path, 'taints', index];
      const {key, value, effect} = taint ?? {};
      const wrongKey = key === undefined ? undefined : keyFault(key);
      const wrongValue = value === undefined ? undefined : valueFault(value);
      if (wrongKey) yield {code: 'config/taint-syntax', path: [...at, 'key'], message: wrongKey};
      if (wrongValue) yield {code: 'config/taint-syntax', path: [...at, 'value'], message: wrongValue};
      if (key?.startsWith('node.kubernetes.io/')) {
        yield {
          code: 'config/reserved-taint',
          path: [...at, 'key'],
          message: `the taint ${key} is set and removed by Kubernetes`,
        };
      }
      if (key === CONTROL_PLANE && effect === 'NoSchedule') {
        yield {
          code: 'config/reserved-taint',
          path: [...at, 'key'],
          message: 'this taint is set automatically on control planes that are not workers',
          suggestion: 'delete it; add the role worker to a control plane that should run all pods',
        };
      }
      if (key === undefined || effect === undefined) continue;
      if (seen.has(`${key}:${effect}`)) {
        yield {code: 'config/duplicate-taint', path: at, message: `duplicate taint ${key}:${effect} on ${title}`};
      }
      seen.add(`${key}:${effect}`);
    }
    if (hasNoNode(host.roles) && (host.taints ?? []).length > 0)
      yield withoutNode([...path, 'taints'], title, 'taints');
  }
};

const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';

const ZONE = {message: 'this label is set from the zone', suggestion: 'set zone: on the host, and delete the label'};
const REGION = {
  message: 'Kubernetes replaced this label',
  suggestion: 'write topology.kubernetes.io/region',
};

const OWN: Readonly<Record<string, {readonly message: string; readonly suggestion: string}>> = {
  'topology.kubernetes.io/zone': ZONE,
  'failure-domain.beta.kubernetes.io/zone': ZONE,
  'failure-domain.kubernetes.io/zone': ZONE,
  'failure-domain.beta.kubernetes.io/region': REGION,
  'failure-domain.kubernetes.io/region': REGION,
  [CONTROL_PLANE]: {message: 'this label is set from the roles', suggestion: 'give the host the role control-plane'},
};

/** Keys with a prefix of Kubernetes that administrators may use. */
const OPEN =
  /^(node-role\.kubernetes\.io|(.+\.)?node\.kubernetes\.io|(.+\.)?kubelet\.kubernetes\.io|(.+\.)?node-restriction\.kubernetes\.io)\/|^topology\.kubernetes\.io\/region$/;

function reservedLabel(key: string): {readonly message: string; readonly suggestion: string} | undefined {
  const replaced = own(OWN, key);
  if (replaced) return replaced;
  if (!isReserved(key) || OPEN.test(key)) return undefined;
  return {
    message: `the prefix of ${key} is reserved for Kubernetes`,
    suggestion: 'use your own prefix, like example.com/, or node.kubernetes.io/',
  };
}

const hasNoNode = (roles: DraftHost['host']['roles']): boolean =>
  roles !== undefined && roles.length > 0 && roles.every(role => role === 'etcd' || role === 'load-balancer');

const withoutNode = (path: ConfigIssue['path'], title: string, what: string): ConfigIssue => ({
  code: 'config/no-node',
  level: 'warning',
  path,
  at: 'key',
  message: `${title} is neither control-plane nor worker, so it has no Node: its ${what} have no effect`,
});
