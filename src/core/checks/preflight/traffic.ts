import {listed} from '../../format.js';
import type {Subject} from './check.js';

/** What a packet filter on a host must accept from other hosts. */
export interface Traffic {
  readonly open: readonly Port[];
  /** Ports that only some addresses connect to. */
  readonly restricted: readonly RestrictedPort[];
  /** VRRP, from these addresses. */
  readonly vrrp: readonly string[];
  /** Ranges of pods and services; none on a host without a kubelet. */
  readonly networks: readonly string[];
}

export interface Port {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
}

interface RestrictedPort extends Port {
  readonly who: string;
  readonly from: readonly string[];
}

export const trafficOf = (subject: Subject): Traffic => ({
  open: openPorts(subject),
  restricted: restrictedPorts(subject),
  vrrp: (subject.loadBalancer?.shared ?? subject.vipHost?.shared)?.peers ?? [],
  networks: subject.node === undefined ? [] : [subject.network.podCidr, subject.network.serviceCidr],
});

/** For a message; empty if nothing connects to the host. */
export const needsOf = ({open, restricted, vrrp, networks}: Traffic): readonly string[] => [
  ...(open.length > 0 ? [`the other hosts must reach ${open.map(named).join(', ')}`] : []),
  ...restricted.map(({who, from, ...port}) => `only ${who} must reach ${named(port)} (${listed(from)})`),
  ...(vrrp.length > 0 ? [`VRRP must be allowed from ${listed(vrrp)}`] : []),
  ...(networks.length > 0 ? [`packets of pods and services must pass (${listed(networks)})`] : []),
];

export const named = ({port, protocol}: Port): string => `${port}/${protocol}`;

const openPorts = ({controlPlane, node, loadBalancer, endpointPort, network}: Subject): readonly Port[] => [
  ...(controlPlane ? [tcp(6443)] : []),
  ...(node === undefined ? [] : [tcp(10250)]),
  ...(node === undefined || network.plugin !== 'flannel' ? [] : [{port: 8472, protocol: 'udp'} as const]),
  ...(loadBalancer === undefined ? [] : [tcp(endpointPort)]),
];

/** Only clients and peers connect to etcd. */
const restrictedPorts = ({etcdClients, etcdPeers}: Subject): readonly RestrictedPort[] =>
  [
    {...tcp(2379), who: 'control planes', from: etcdClients},
    {...tcp(2380), who: 'the other members of etcd', from: etcdPeers},
  ].filter(({from}) => from.length > 0);

const tcp = (port: number): Port => ({port, protocol: 'tcp'});
