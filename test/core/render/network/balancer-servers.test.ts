import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {desire} from '../../../../src/core/desire.js';
import {hostName} from '../../../../src/core/model/names.js';
import {everyServer, nodeServers} from '../../../../src/core/render/network/balancer-servers.js';
import {clusterConfig, hostConfig, NETWORK} from '../../../support/builders/config.js';

const withNodes = (controlPlanes: number, nodes: number) =>
  desire(
    clusterConfig('external', {
      network: {...NETWORK, podCidr: '10.128.0.0/12'},
      hosts: [
        hostConfig('etcd1', '10.0.0.31', 'etcd'),
        ...Array.from({length: controlPlanes}, (_, at) => hostConfig(`cp${at}`, `10.0.1.${at + 1}`, 'control-plane')),
        ...Array.from({length: nodes - controlPlanes}, (_, at) =>
          hostConfig(`w${at}`, `10.1.${at >> 7}.${(at & 127) + 1}`, 'worker'),
        ),
      ],
    }),
  );

/** Health checks a second that all nodes together make of this control plane. */
const checksOf = (controlPlane: string, desired: ReturnType<typeof desire>): number =>
  desired.nodes
    .map(({host}) => nodeServers(desired, host).lines.find(line => line.includes(` ${controlPlane} `))!)
    .reduce((sum, line) => sum + (line.includes('inter 10s') ? 0.1 : 1), 0);

describe('the servers of the balancer of a node', () => {
  test('are all alike in a cluster of a hundred nodes', () => {
    const desired = withNodes(3, 100);
    for (const {host} of desired.nodes) expect(nodeServers(desired, host)).toEqual(everyServer(desired));
  });

  test('are every control plane once, one of them preferred and the others checked seldom, in a larger one', () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 7}), fc.integer({min: 101, max: 300}), (controlPlanes, nodes) => {
        const desired = withNodes(controlPlanes, nodes);
        for (const {host} of desired.nodes) {
          const {balance, lines} = nodeServers(desired, host);
          expect(balance).toBe('roundrobin');
          expect(lines.map(line => line.split(' ').slice(0, 5).join(' '))).toEqual(everyServer(desired).lines);
          expect(lines.filter(line => line.endsWith(' weight 256'))).toHaveLength(1);
          expect(lines.filter(line => line.includes(' inter 10s '))).toHaveLength(controlPlanes - 1);
        }
      }),
      {numRuns: 20},
    );
  });

  test('make fewer checks with a thousand nodes than a check of every control plane each second would be', () => {
    const desired = withNodes(3, 1000);
    for (const {host} of desired.controlPlanes) {
      expect(checksOf(host, desired)).toBeGreaterThan(300);
      expect(checksOf(host, desired)).toBeLessThan(500);
    }
  });

  test('of a node do not change when other nodes join', () => {
    const of = (nodes: number) => nodeServers(withNodes(3, nodes), hostName('w7'));
    expect(of(500)).toEqual(of(101));
  });
});
