import type {Role} from '../../model/config.js';
import {
  API_PORT,
  LOAD_BALANCER_HEALTH_PORT,
  NODE_BALANCER_HEALTH_PORT,
  NODE_BALANCER_PORT,
} from '../../model/desired.js';
import {isSharedEndpoint} from '../../model/shared-endpoint.js';
import {canonicalAddress, familyOf, isAddress} from '../../network/address.js';
import type {ConfigIssue, Path} from '../problem.js';
import {type Check, type Draft, type DraftHost, HOSTS, having, hostsOf} from './check.js';

type Where = (path: Path) => string;

const ENDPOINT: Path = ['spec', 'endpoint'];
const ENDPOINT_HOST: Path = [...ENDPOINT, 'host'];

/** The endpoint is the address of one load balancer, or a virtual IP that two of them or all control planes share. */
export const loadBalancers: Check = function* (draft, where) {
  const balancers = having(draft, 'load-balancer') ?? [];
  if (balancers.length === 0) return;
  yield* whoBalances(draft, balancers, where);
  const onControlPlanes = balancers.every(({host}) => host.roles?.includes('control-plane'));
  const isShared = balancers.length > 1 || isSharedEndpoint(rolesOf(draft), draft.spec?.endpoint?.port);
  if (draft.spec && draft.spec.endpoint === undefined) {
    yield {
      code: 'config/no-endpoint',
      path: HOSTS,
      at: 'key',
      message: 'the role load-balancer requires spec.endpoint, the address in certificates and kubeconfigs',
      suggestion:
        isShared || onControlPlanes
          ? 'set spec.endpoint.host to a free address of their network'
          : `set spec.endpoint.host to ${balancers[0]?.host.address ?? 'its address'}, or to a DNS name of that address`,
    };
  }
  yield* addressOfEndpoint(draft, {balancers, isShared}, where);
};

/** At the port of the API servers all control planes balance and no other host does; at any other port one or two hosts. */
function* whoBalances(draft: Draft, balancers: readonly DraftHost[], where: Where): Iterable<ConfigIssue> {
  const {port = API_PORT} = draft.spec?.endpoint ?? {};
  if (isSharedEndpoint(rolesOf(draft), port)) return;
  const isControlPlane = ({host}: DraftHost) => host.roles?.includes('control-plane') === true;
  const lacking = (having(draft, 'control-plane') ?? []).filter(({host}) => !host.roles?.includes('load-balancer'));
  if (port === API_PORT && balancers.some(isControlPlane)) {
    const wrong = [
      ...lacking.map(({title}) => `${title} is a control plane without the role`),
      ...balancers
        .filter(each => !isControlPlane(each))
        .map(({title}) => `${title} has the role and is no control plane`),
    ];
    yield {
      code: 'config/load-balancers-mixed',
      path: HOSTS,
      at: 'key',
      message: `control planes can only be load balancers at port ${port}${where([...ENDPOINT, 'port'])}, that of their API servers, if all of them and no other host have the role: ${wrong.join(', ')}`,
      suggestion:
        'give the role load-balancer to every control plane and to no other host; or only to one or two hosts that are no control planes',
    };
  } else if (balancers.length > 2) {
    yield {
      code: 'config/many-load-balancers',
      path: HOSTS,
      at: 'key',
      message: `${balancers.length} hosts have the role load-balancer; at most two can share a virtual IP in front of the control planes`,
      suggestion:
        lacking.length === 0 && balancers.every(isControlPlane)
          ? `set spec.endpoint.port to ${API_PORT}, the port of the API servers: then all control planes share the virtual IP`
          : `give the role to one or two hosts; or to all control planes and no other host, with spec.endpoint.port ${API_PORT}`,
    };
  }
}

function* addressOfEndpoint(
  draft: Draft,
  {balancers, isShared}: {readonly balancers: readonly DraftHost[]; readonly isShared: boolean},
  where: Where,
): Iterable<ConfigIssue> {
  const host = draft.spec?.endpoint?.host;
  if (host === undefined) return;
  const owner = hostsOf(draft).find(each => each.host.address !== undefined && isSame(each.host.address, host));
  if (isShared && !isAddress(host)) {
    yield {
      code: 'config/endpoint-no-address',
      path: ENDPOINT_HOST,
      message: `hosts that share the endpoint need a virtual IP, and ${host} is a name`,
      suggestion: `set a free address of their network, and add ${host} to spec.pki.apiServerSans`,
    };
  } else if (owner && (isShared || !owner.host.roles?.includes('load-balancer'))) {
    const address = `${host} is the address of ${owner.title}${where([...owner.path, 'address'])}`;
    yield {
      code: 'config/endpoint-taken',
      path: ENDPOINT_HOST,
      message: isShared
        ? `${address}, and hosts that share the endpoint need a virtual IP`
        : `${address}, which is not a load balancer`,
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
      message: `${host} is ${familyOf(host)}, but ${other.title}, which is to share it, has ${other.host.address}`,
      suggestion: 'use one address family',
    };
  }
}

const rolesOf = (draft: Draft): readonly {readonly roles: readonly Role[]}[] =>
  hostsOf(draft).map(({host}) => ({roles: (host.roles ?? []).filter(role => role !== undefined)}));

/** Ports that a host with the role load-balancer uses otherwise, by its roles; that of API servers is judged above. */
const TAKEN: readonly {readonly port: number; readonly by: string; readonly roles: readonly Role[]}[] = [
  {port: LOAD_BALANCER_HEALTH_PORT, by: 'its health endpoint', roles: ['load-balancer']},
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
