import type {ConfigIssue} from '../problem.js';
import {type Check, type DraftHost, hostsOf} from './check.js';

const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Why Kubernetes refuses a key of a label or taint; undefined when it takes it. */
export function keyFault(key: string): string | undefined {
  const {prefix, name} = keyParts(key);
  if (prefix !== undefined && (!PREFIX.test(prefix) || prefix.length > 253)) {
    return `before the slash of "${key}" must stand a DNS name in lower case`;
  }
  return NAME.test(name)
    ? undefined
    : `"${key}" is not a key: up to 63 letters, digits and -_. that begin and end with a letter or digit, after an optional prefix/`;
}

/** Why Kubernetes refuses the value of a label or taint; undefined when it takes it. */
export const valueFault = (value: string): string | undefined =>
  value === '' || NAME.test(value)
    ? undefined
    : `"${value}" is not a value: up to 63 letters, digits and -_. that begin and end with a letter or digit`;

/** Is the key one of Kubernetes' own name spaces? */
export function isReserved(key: string): boolean {
  const {prefix = ''} = keyParts(key);
  return ['kubernetes.io', 'k8s.io'].some(domain => prefix === domain || prefix.endsWith(`.${domain}`));
}

function keyParts(key: string): {readonly prefix?: string; readonly name: string} {
  const slash = key.indexOf('/');
  return slash < 0 ? {name: key} : {prefix: key.slice(0, slash), name: key.slice(slash + 1)};
}

/** Labels in the syntax of Kubernetes, and none that Kubernetes or quorate gives a node itself. */
export const labels: Check = function* (draft) {
  for (const {host, path, title} of hostsOf(draft)) {
    const zoneFault =
      host.zone === undefined ? undefined : host.zone === '' ? 'a zone needs a name' : valueFault(host.zone);
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
    if (isNoNode(host.roles) && Object.keys(host.labels ?? {}).length > 0) {
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
          message: `Kubernetes itself gives and takes the taint ${key}`,
        };
      }
      if (key === CONTROL_PLANE && effect === 'NoSchedule') {
        yield {
          code: 'config/reserved-taint',
          path: [...at, 'key'],
          message: 'this taint follows from the roles: a control plane that is no worker has it',
          suggestion: 'leave it out; add the role worker to a control plane that is to take all pods',
        };
      }
      if (key === undefined || effect === undefined) continue;
      if (seen.has(`${key}:${effect}`)) {
        yield {code: 'config/duplicate-taint', path: at, message: `${title} has the taint ${key}:${effect} already`};
      }
      seen.add(`${key}:${effect}`);
    }
    if (isNoNode(host.roles) && (host.taints ?? []).length > 0) yield withoutNode([...path, 'taints'], title, 'taints');
  }
};

const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';

const OWN: Readonly<Record<string, {readonly message: string; readonly suggestion: string}>> = {
  'topology.kubernetes.io/zone': {message: 'this label follows from the zone', suggestion: 'set zone: on the host'},
  [CONTROL_PLANE]: {message: 'this label follows from the roles', suggestion: 'give the host the role control-plane'},
};

/** Name spaces of Kubernetes that are there for the administrator. */
const OPEN =
  /^(node-role\.kubernetes\.io|(.+\.)?node\.kubernetes\.io|(.+\.)?kubelet\.kubernetes\.io|(.+\.)?node-restriction\.kubernetes\.io)\/|^topology\.kubernetes\.io\/region$/;

function reservedLabel(key: string): {readonly message: string; readonly suggestion: string} | undefined {
  if (OWN[key]) return OWN[key];
  if (!isReserved(key) || OPEN.test(key)) return undefined;
  return {
    message: `${key} is in a name space that Kubernetes keeps for itself`,
    suggestion: 'use a prefix of your own, like example.com/, or node.kubernetes.io/',
  };
}

const isNoNode = (roles: DraftHost['host']['roles']): boolean =>
  roles !== undefined && roles.length > 0 && roles.every(role => role === 'etcd' || role === 'load-balancer');

const withoutNode = (path: ConfigIssue['path'], title: string, what: string): ConfigIssue => ({
  code: 'config/no-node',
  level: 'warning',
  path,
  at: 'key',
  message: `${title} is neither control-plane nor worker, so it is no node of Kubernetes: its ${what} have no effect`,
});
