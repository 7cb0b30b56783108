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

/** Who carries the endpoint: one host under its own address, or two that share one. */
export const loadBalancers: Check = function* (draft, where) {
  const balancers = having(draft, 'load-balancer') ?? [];
  if (balancers.length === 0) return;
  if (balancers.length > 2) {
    yield {
      code: 'config/many-load-balancers',
      path: HOSTS,
      at: 'key',
      message: `${balancers.length} hosts have the role load-balancer, and one address is shared by two`,
      suggestion: 'give the role to one or two hosts',
    };
  }
  if (draft.spec && draft.spec.endpoint === undefined) {
    yield {
      code: 'config/no-endpoint',
      path: HOSTS,
      at: 'key',
      message: 'the role load-balancer needs spec.endpoint: certificates and kubeconfigs carry what stands there',
      suggestion:
        balancers.length === 1
          ? `set spec.endpoint.host to ${balancers[0]?.host.address ?? 'its address'}, or to a DNS name of it`
          : 'set spec.endpoint.host to a free address of their network',
    };
  }
  const host = draft.spec?.endpoint?.host;
  if (host === undefined) return;
  const shared = balancers.length > 1;
  const holder = hostsOf(draft).find(each => each.host.address !== undefined && isSame(each.host.address, host));
  if (shared && !isAddress(host)) {
    yield {
      code: 'config/endpoint-no-address',
      path: ENDPOINT_HOST,
      message: `two load balancers share an address, and ${host} is a name`,
      suggestion: `write a free address of their network, and ${host} into spec.pki.apiServerSans`,
    };
  } else if (holder && (shared || !holder.host.roles?.includes('load-balancer'))) {
    yield {
      code: 'config/endpoint-taken',
      path: ENDPOINT_HOST,
      message: shared
        ? `${host} is the address of ${holder.title}${where([...holder.path, 'address'])}, and two load balancers need one to share`
        : `${host} is the address of ${holder.title}${where([...holder.path, 'address'])}, which is no load balancer`,
      suggestion: shared
        ? 'write a free address of their network'
        : `write the address of ${balancers[0]?.title}, or a DNS name of it`,
    };
  }
  const stranger = balancers.find(each => each.host.address && familyOf(each.host.address) !== familyOf(host));
  if (isAddress(host) && shared && stranger) {
    yield {
      code: 'config/mixed-families',
      path: ENDPOINT_HOST,
      message: `${host} is ${familyOf(host)}, but ${stranger.title}, which is to hold it, has ${stranger.host.address}`,
      suggestion: 'use one address family',
    };
  }
};

/** What else listens on a load balancer's host, as its other roles have it. */
const TAKEN: readonly {readonly port: number; readonly by: string; readonly roles: readonly Role[]}[] = [
  {port: LOAD_BALANCER_HEALTH_PORT, by: 'its own health', roles: ['load-balancer']},
  {port: API_PORT, by: 'its API server', roles: ['control-plane']},
  ...[NODE_BALANCER_PORT, NODE_BALANCER_HEALTH_PORT].map(port => ({
    port,
    by: "its node's own balancer",
    roles: ['control-plane', 'worker'] as const,
  })),
  ...[2379, 2380, 2381].map(port => ({port, by: 'its etcd member', roles: ['control-plane'] as const})),
  ...[10257, 10259].map(port => ({port, by: 'its control plane', roles: ['control-plane'] as const})),
  ...[10248, 10249, 10250, 10256].map(port => ({port, by: 'its node', roles: ['control-plane', 'worker'] as const})),
];

export const loadBalancerPorts: Check = function* (draft, where) {
  const port = draft.spec?.endpoint?.port;
  for (const {host, path, title} of having(draft, 'load-balancer') ?? []) {
    const taken = TAKEN.find(each => each.port === port && each.roles.some(role => host.roles?.includes(role)));
    if (!taken) continue;
    yield {
      code: 'config/endpoint-port-taken',
      path: [...path, 'roles'],
      message: `${title} cannot be load-balancer at endpoint port ${port}${where([...ENDPOINT, 'port'])}: ${taken.by} listens there`,
      suggestion: `set spec.endpoint.port to another port, for example 8443, or give the role load-balancer to a host of its own`,
    };
  }
};

const isSame = (one: string, other: string): boolean =>
  isAddress(other) && isAddress(one) && canonicalAddress(one) === canonicalAddress(other);
