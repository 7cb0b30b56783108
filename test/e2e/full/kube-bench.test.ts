import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {asLab, changedExample, type LabCluster, labCluster} from '../support/cluster.js';
import {scored} from '../support/kube-bench.js';
import {freshHosts} from '../support/labs.js';
import {without} from '../support/variants.js';

const all = (passed: number) => ({passed, others: []});

/** By host, the targets of kube-bench and the scored checks that pass. */
const CASES = [
  {
    topology: 'stacked',
    network: '10.88.57',
    few: without('w2'),
    expected: {
      cp1: {master: all(47), etcd: all(6), node: all(12)},
      cp3: {master: all(47), etcd: all(6), node: all(12)},
      w1: {node: all(12)},
    },
  },
  {
    topology: 'external',
    network: '10.88.58',
    few: (text: string) => without('w2')(without('cp2')(text)),
    expected: {
      etcd1: {etcd: all(6)},
      cp1: {node: all(12)},
      w1: {node: all(12)},
    },
  },
] as const;

describe.each(CASES)('$topology:', ({topology, network, few, expected}) => {
  let cluster: LabCluster;

  beforeAll(async () => {
    const file = await changedExample(topology, text => few(asLab(`kube-bench-${topology}`, network)(text)));
    cluster = await labCluster(file);
    await freshHosts(cluster);
    await succeed(['apply', '-c', file]);
  }, 3_600_000);

  afterAll(async () => {
    await cluster?.lab.down();
  });

  test.each(Object.entries(expected))('all scored checks of kube-bench pass on %s', async (host, targets) => {
    expect(await scored(cluster, host, Object.keys(targets))).toEqual(targets);
  });
});
