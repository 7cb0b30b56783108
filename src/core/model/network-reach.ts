import {cidrContains, isCidr, nthAddress} from '../network/cidr.js';
import type {DesiredCluster} from './desired.js';
import type {Fact} from './fact.js';
import type {HostName} from './names.js';

/** How a connection ended: it was made, it failed at once, or there was no answer in time. */
export type Reached = 'open' | 'refused' | 'silent';

/** What one node is asked to try from its own network. */
export interface ReachQuery {
  readonly from: HostName;
  /** By node, the address that its flanneld has in the pod network. */
  readonly nodes: ReadonlyMap<HostName, Endpoint>;
  /** The service of cluster DNS, a name to ask it for, and the address that the name has. */
  readonly dns: {readonly server: Endpoint; readonly name: string; readonly address: string};
}

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** A Node as far as the pod network is concerned. */
interface RangedNode {
  readonly name: string;
  readonly ready: boolean;
  readonly podCidr?: string;
}

/** What the network of pods and services looks like from one node. */
export interface NetworkReach {
  readonly nodes: ReadonlyMap<HostName, Reached>;
  readonly dns: DnsReach;
}

/** The service chooses a pod for each query: some of them may answer and others not. */
export interface DnsReach {
  readonly asked: number;
  /** Answers with the right address. */
  readonly answered: number;
  /** How a query ended that was not answered: as a connection, or with an error of DNS: "SERVFAIL". */
  readonly otherwise?: string;
}

/** By host; without hosts that were not asked. */
export type ObservedReach = ReadonlyMap<HostName, Fact<NetworkReach>>;

/** kubelet listens there on every address of its node. */
const KUBELET_PORT = 10250;
const DNS_PORT = 53;
/** Queries of one node. With one of two pods of cluster DNS unreachable, 15 of 16 nodes notice. */
export const DNS_QUERIES = 4;
/** The number of nodes that one node connects to, so that the work grows linearly in large clusters. */
export const MAX_REACHED = 32;

/**
 * The questions for every node that is Ready and has its range of the pod network. None for another pod network than
 * flannel: what answers there is unknown. A connection needs packets in both directions.
 */
export function reachQueries(
  {nodes, network}: Pick<DesiredCluster, 'nodes' | 'network'>,
  found: readonly RangedNode[],
): readonly ReachQuery[] {
  if (network.plugin !== 'flannel') return [];
  const ready = nodes.flatMap(({host}) => {
    const node = found.find(({name}) => name === host);
    const address = node?.ready ? baseOf(node.podCidr, network.podCidr) : undefined;
    return address === undefined ? [] : [{host, address}];
  });
  const dns = {
    server: {address: network.dnsIp, port: DNS_PORT},
    name: `kubernetes.default.svc.${network.dnsDomain}`,
    address: network.apiServiceIp,
  };
  return ready.map(({host: from}, index) => ({
    from,
    nodes: new Map(offsets(ready.length).map(offset => each(ready[(index + offset) % ready.length]!))),
    dns,
  }));
}

const each = ({host, address}: {readonly host: HostName; readonly address: string}) =>
  [host, {address, port: KUBELET_PORT}] as const;

/**
 * Steps from each node in a circle of n: to all others, or to a number of them that are spread evenly, so that every
 * node is asked by as many others as it asks.
 */
export const offsets = (n: number): readonly number[] =>
  n - 1 <= MAX_REACHED
    ? Array.from({length: Math.max(0, n - 1)}, (_, index) => index + 1)
    : Array.from({length: MAX_REACHED}, (_, index) => 1 + Math.floor((index * (n - 1)) / MAX_REACHED));

/** flanneld gives its device the first address of the range of the node. */
function baseOf(podCidr: string | undefined, all: string): string | undefined {
  if (podCidr === undefined || !isCidr(podCidr)) return undefined;
  const address = nthAddress(podCidr, 0);
  return cidrContains(all, address) ? address : undefined;
}

/** Also if nothing was asked, on a host without bash. */
export const isDnsAnswered = ({asked, answered}: DnsReach): boolean => answered === asked;

/**
 * Whether the node reaches the others, as far as they are of the cluster, and cluster DNS answers there. A new node that
 * was not asked is not done.
 *
 * @param without nodes that need not be reached.
 */
export function isReaching(
  host: HostName,
  {nodes}: Pick<DesiredCluster, 'nodes'>,
  found?: ObservedReach,
  without: readonly HostName[] = [],
): boolean {
  const reach = found?.get(host);
  if (reach?.known !== true) return false;
  const failed = [...reach.value.nodes].filter(([, answer]) => answer !== 'open').map(([to]) => to);
  return (
    isDnsAnswered(reach.value.dns) && !failed.some(to => !without.includes(to) && nodes.some(node => node.host === to))
  );
}
