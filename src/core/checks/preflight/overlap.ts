import {listed} from '../../format.js';
import type {DesiredCluster} from '../../model/desired.js';
import type {Finding} from '../../model/finding.js';
import type {HostFacts} from '../../model/observed.js';
import {isAddress} from '../../network/address.js';
import {cidrContains, cidrsOverlap, isCidr, parseCidr} from '../../network/cidr.js';
import {error, type Subject, warning} from './check.js';

/** Interfaces of pod networks and of kube-proxy. */
const OF_CLUSTERS = /^(?:cni0|cni\d*|flannel[\w.-]*|kube-ipvs0|veth\w+|nodelocaldns)$/;
const LEFTOVERS: readonly string[] = ['cni0', 'flannel.1', 'flannel-v6.1', 'kube-ipvs0'];

/** Addresses and networks of the host within the ranges of pods and services, and interfaces of an earlier cluster. */
export const networkOverlap = (subject: Subject): readonly Finding[] => {
  const {name, facts, network, node} = subject;
  if (node === undefined) return [];
  const left = LEFTOVERS.filter(device => Object.values(facts.interfaces ?? {}).includes(device));
  return [
    ...(left.length === 0
      ? []
      : [
          (network.plugin === 'flannel' ? error : warning)(
            'NetworkOverlap',
            `${name}: has the network interface${left.length > 1 ? 's' : ''} ${listed(left)} of an earlier cluster`,
            `on ${name}: \`${left.map(device => `ip link delete ${device}`).join('; ')}\``,
          ),
        ]),
    ...overlaps(facts, network).map(({certain, message}) =>
      (certain ? error : warning)(
        'NetworkOverlap',
        `${name}: ${message}`,
        `set spec.network.podCidr and spec.network.serviceCidr to ranges that no network of the hosts uses; or remove this network from ${name}`,
      ),
    ),
  ];
};

interface Overlap {
  /** An address of the host itself is in the range: nothing else can have it. */
  readonly certain: boolean;
  readonly message: string;
}

/**
 * A route to a larger network is no overlap: the routes of pods are more specific. In IPv4 every host has a route to
 * each network that it has an address of. A route to all services is there on purpose: see service-route.ts.
 */
export const overlaps = (facts: HostFacts, {podCidr, serviceCidr}: DesiredCluster['network']): readonly Overlap[] =>
  [
    {what: 'pods', key: 'podCidr', range: podCidr},
    {what: 'services', key: 'serviceCidr', range: serviceCidr},
  ].flatMap(({what, key, range}) => {
    const of = `the range of ${what} (${key} ${range})`;
    const addresses = Object.entries(facts.interfaces ?? {}).filter(
      ([address, device]) => !OF_CLUSTERS.test(device) && isAddress(address) && cidrContains(range, address),
    );
    const devices = addresses.map(([, device]) => device);
    const routes = (facts.routes ?? []).filter(
      ({to, interface: device}) =>
        !OF_CLUSTERS.test(device) &&
        !devices.includes(device) &&
        isCidr(to) &&
        isWithin(to, range) &&
        !(key === 'serviceCidr' && isWithin(range, to)),
    );
    return [
      ...addresses.map(([address, device]) => ({
        certain: true,
        message: `its address ${address} (${device}) is in ${of}`,
      })),
      ...routes.map(({to, interface: device}) => ({
        certain: false,
        message: `it reaches the network ${to} through ${device}, within ${of}`,
      })),
    ];
  });

const isWithin = (to: string, range: string): boolean =>
  cidrsOverlap(to, range) && parseCidr(to).prefix >= parseCidr(range).prefix;
