import {API_PORT, type DesiredCluster, type DesiredControlPlane} from '../../model/desired.js';
import type {HostName} from '../../model/names.js';
import {urlHost} from '../../network/url.js';

/**
 * With more nodes, the balancer of a node prefers one control plane and checks the others seldom: each check is a TLS
 * handshake, and a thousand nodes that check every control plane each second make a thousand a second on each of them.
 */
const MOST_NODES_THAT_CHECK_ALL = 100;

const PREFERRED = ' weight 256';
/** A failed connection to one of them starts the frequent checks at once. */
const SELDOM = ' weight 1 inter 10s observe layer4 error-limit 1 on-error fastinter';

const server = ({host, address}: DesiredControlPlane): string => `  server ${host} ${urlHost(address)}:${API_PORT}`;

export interface Servers {
  /** The algorithm that chooses the server of a connection. */
  readonly balance: 'leastconn' | 'roundrobin';
  readonly lines: readonly string[];
}

/** All control planes alike. */
export const everyServer = ({controlPlanes}: DesiredCluster): Servers => ({
  balance: 'leastconn',
  lines: controlPlanes.map(server),
});

/** Those of the balancer of a node. */
export function nodeServers(desired: DesiredCluster, node: HostName): Servers {
  const {controlPlanes, nodes} = desired;
  if (nodes.length <= MOST_NODES_THAT_CHECK_ALL) return everyServer(desired);
  const preferred = spread(node, controlPlanes.length);
  return {
    // By the weights: with leastconn a server without a connection is chosen before a preferred one that has some.
    balance: 'roundrobin',
    lines: controlPlanes.map((each, index) => `${server(each)}${index === preferred ? PREFERRED : SELDOM}`),
  };
}

/** By the name alone, so that other nodes that join or are removed change nothing here. */
const spread = (name: string, among: number): number =>
  [...name].reduce((sum, character) => (31 * sum + character.charCodeAt(0)) % 65_521, 7) % among;
