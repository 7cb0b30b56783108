import type {Role} from '../../model/config.js';
import {
  API_PORT,
  LOAD_BALANCER_HEALTH_PORT,
  NODE_BALANCER_HEALTH_PORT,
  NODE_BALANCER_PORT,
} from '../../model/desired.js';
import {canonicalAddress, familyOf, isAddress} from '../../network/address.js';
import type {Path} from '../problem.js';
import {type Check, HOSTS, having, hostsOf} from './check.js';

const ENDPOINT: Path = ['spec', 'endpoint'];
const ENDPOINT_HOST: Path = [...ENDPOINT, 'host'];

/** The endpoint is the address of one load balancer, or the virtual IP of two. */
export const loadBalancers: Check = function* (draft, where) {
  const balancers = having(draft, 'load-balancer') ?? [];
  if (balancers.length === 0) return;
  if (balancers.length > 2) {
    yield {
      code: 'config/many-load-balancers',
      path: HOSTS,
      at: 'key',
      message: `${balancers.length} hosts have the role load-balancer; at most two can share a virtual IP`,
      suggestion: 'give the role to one or two hosts',
    };
  }
  if (draft.spec && draft.spec.endpoint === undefined) {
    yield {
      code: 'config/no-endpoint',
      path: HOSTS,
      at: 'key',
      message: 'the role load-balancer requires spec.endpoint, the address in certificates and kubeconfigs',
      suggestion:
        balancers.length === 1
          ? `set spec.endpoint.host to ${balancers[0]?.host.address ?? 'its address'}, or to a DNS name of that address`
          : 'set spec.endpoint.host to a free address of their network',
    };
  }
  const host = draft.spec?.endpoint?.host;
  if (host === undefined) return;
  const isShared = balancers.length > 1;
  const owner = hostsOf(draft).find(each => each.host.address !== undefined && isSame(each.host.address, host));
  if (isShared && !isAddress(host)) {
    yield {
      code: 'config/endpoint-no-address',
      path: ENDPOINT_HOST,
      message: `two load balancers need a virtual IP, and ${host} is a name`,
      suggestion: `set a free address of their network, and add ${host} to spec.pki.apiServerSans`,
    };
  } else if (owner && (isShared || !owner.host.roles?.includes('load-balancer'))) {
    yield {
      code: 'config/endpoint-taken',
      path: ENDPOINT_HOST,
      message: isShared
        ? `${host} is the address of ${owner.title}${where([...owner.path, 'address'])}, and two load balancers need a virtual IP`
        : `${host} is the address of ${owner.title}${where([...owner.path, 'address'])}, which is not a load balancer`,
      suggestion: isShared
        ? 'set a free address of their network'
        : `set the address of ${balancers[0]?.title}, or a DNS name of that address`,
    };
  }
  const other = balancers.find(each => each.host.address && familyOf(each.host.address) !== familyOf(host));
  if (isAddress(host) && isShared && other) {
    yield {
      code: 'config/mixed-families',
      path: ENDPOINT_HOST,
      message: `${host} is ${familyOf(host)}, but its load balancer ${other.title} has ${other.host.address}`,
      suggestion: 'use one address family',
    };
  }
};

/** Ports that a host with the role load-balancer uses otherwise, by its roles. */
const TAKEN: readonly {readonly port: number; readonly by: string; readonly roles: readonly Role[]}[] = [
  {port: LOAD_BALANCER_HEALTH_PORT, by: 'its health endpoint', roles: ['load-balancer']},
  {port: API_PORT, by: 'its API server', roles: ['control-plane']},
  ...[NODE_BALANCER_PORT, NODE_BALANCER_HEALTH_PORT].map(port => ({
    port,
    by: 'the load balancer of its node',
    roles: ['control-plane', 'worker'] as const,
  })),
  ...[2379, 2380, 2381].map(port => ({port, by: 'its etcd member', roles: ['control-plane'] as const})),
  ...[10257, 10259].map(port => ({port, by: 'its controller manager or scheduler', roles: ['control-plane'] as const})),
  ...[10248, 10249, 10250, 10256].map(port => ({
    port,
    by: 'its kubelet or kube-proxy',
    roles: ['control-plane', 'worker'] as const,
  })),
];

export const loadBalancerPorts: Check = function* (draft, where) {
  const port = draft.spec?.endpoint?.port;
  for (const {host, path, title} of having(draft, 'load-balancer') ?? []) {
    const taken = TAKEN.find(each => each.port === port && each.roles.some(role => host.roles?.includes(role)));
    if (!taken) continue;
    yield {
      code: 'config/endpoint-port-taken',
      path: [...path, 'roles'],
      message: `${title} cannot have the role load-balancer with endpoint port ${port}${where([...ENDPOINT, 'port'])}: ${taken.by} listens there`,
      suggestion: `set spec.endpoint.port to another port, for example 8443, or give the role load-balancer to another host`,
    };
  }
};

const isSame = (one: string, other: string): boolean =>
  isAddress(other) && isAddress(one) && canonicalAddress(one) === canonicalAddress(other);
