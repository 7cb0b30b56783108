import type {DesiredCluster} from '../../src/core/model/desired.js';
import {known, unknown} from '../../src/core/model/fact.js';
import type {HostName} from '../../src/core/model/names.js';
import {DNS_QUERIES, type ObservedReach, type Reached, type ReachQuery} from '../../src/core/model/network-reach.js';
import {familyOf} from '../../src/core/network/address.js';
import {nthAddress} from '../../src/core/network/cidr.js';
import type {MemoryWorld} from './memory-world.js';

/** The range of a node in the pod network, by the place of its host in the configuration. */
export function podCidrOf(host: HostName, {hosts, network: {podCidr}}: DesiredCluster): string {
  const place = Math.max(
    0,
    hosts.findIndex(({name}) => name === host),
  );
  return `${nthAddress(podCidr, 256 * place)}/${familyOf(podCidr) === 'IPv4' ? 24 : 120}`;
}

/**
 * A node is on the pod network while its flanneld runs and its packets are not dropped. Cluster DNS is a pod of the
 * first node that has it: it answers through the pod network and kube-proxy.
 */
export function memoryReach(world: MemoryWorld, queries: readonly ReachQuery[]): ObservedReach {
  const isOn = (host: HostName) =>
    !world.unreachable.has(host) && !world.offPodNetwork.has(host) && runs(world, host, 'flanneld.service');
  const dnsHost = dnsHostOf(world);
  world.dnsStarting = Math.max(0, world.dnsStarting - 1);
  const dnsAt = (from: HostName): boolean =>
    dnsHost !== undefined &&
    world.dnsStarting === 0 &&
    runs(world, from, 'kube-proxy.service') &&
    (from === dnsHost || (isOn(from) && isOn(dnsHost)));
  return new Map(
    queries.map(({from, nodes}) => {
      if (world.unreachable.has(from)) return [from, unknown('no route')];
      const reached = [...nodes.keys()].map((to): readonly [HostName, Reached] => [
        to,
        !isOn(from) || !isOn(to) ? 'silent' : runs(world, to, 'kubelet.service') ? 'open' : 'refused',
      ]);
      const dns = dnsAt(from)
        ? {asked: DNS_QUERIES, answered: DNS_QUERIES}
        : {asked: DNS_QUERIES, answered: 0, otherwise: 'silent'};
      return [from, known({nodes: new Map(reached), dns})];
    }),
  );
}

const dnsHostOf = (world: MemoryWorld): HostName | undefined =>
  world.objects.has('apps/v1/Deployment/kube-system/coredns')
    ? [...world.nodes.keys()].find(host => !world.unreachable.has(host) && runs(world, host, 'kubelet.service'))
    : undefined;

/** A node may have the name of a host that is gone. */
const runs = (world: MemoryWorld, host: HostName, unit: string): boolean => world.disk(host)?.runs(unit) === true;
