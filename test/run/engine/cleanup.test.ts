import {describe, expect, test} from 'vitest';
import {Failure} from '../../../src/core/failure.js';
import {known} from '../../../src/core/model/fact.js';
import {hostName} from '../../../src/core/model/names.js';
import type {NodeFact} from '../../../src/core/model/observed.js';
import type {Stage} from '../../../src/core/plan/stage.js';
import {execute} from '../../../src/run/engine/execute.js';
import {fakeClock} from '../../support/fake-clock.js';
import {changedNode} from '../../support/memory-node-labels.js';
import {strictCluster} from '../../support/strict-cluster.js';
import {runOn} from '../context.js';

const host = hostName('w1');
const stage: Stage = {
  title: 'Upgrade node w1',
  order: 'serial',
  actions: [
    {kind: 'node/cordon', host},
    {kind: 'node/label', host, labels: {a: 'b'}, taints: []},
  ],
  finally: [{kind: 'node/uncordon', host}],
};

/** A node that is cordoned and uncordoned, with an action in between. */
function node(between: () => Promise<void>, uncordon = async () => {}) {
  const log: string[] = [];
  let fact: NodeFact = {name: host, ready: true, labels: {}, version: '1.36.3', internalIp: '10.0.0.21'};
  const cluster = strictCluster({
    kube: {
      state: async () => known({nodes: [fact], objects: new Map()}),
      cordon: async () => {
        log.push('cordon');
        fact = {...fact, cordoned: true, held: true};
      },
      changeNodes: async ([change]) => {
        log.push('between');
        await between();
        fact = {...fact, ...changedNode(fact, change!)};
        return undefined;
      },
      uncordon: async () => {
        log.push('uncordon');
        await uncordon();
        const {cordoned: _, held: __, ...free} = fact;
        fact = free;
      },
    },
  });
  return {cluster, log, held: () => fact.held === true};
}

const failure = new Failure('timeout/condition', 'w1: not Ready', {suggestions: ['look there']});

describe('the cleanup of a stage', () => {
  test('runs when the stage failed', async () => {
    const {cluster, log, held} = node(() => Promise.reject(failure));
    await expect(execute([stage], runOn(cluster).context)).rejects.toBe(failure);
    expect(log).toEqual(['cordon', 'between', 'uncordon']);
    expect(held()).toBe(false);
  });

  test('runs when the run is interrupted', async () => {
    const stop = new AbortController();
    const {cluster, log, held} = node(async () => stop.abort(new Failure('interrupted/stopped', 'stopped')));
    const {context} = runOn(cluster, {signal: stop.signal});
    const longer: Stage = {...stage, actions: [...stage.actions, {kind: 'node/drain', host, withinSeconds: 60}]};
    await expect(execute([longer], context)).rejects.toMatchObject({code: 'interrupted/stopped'});
    expect(log).toEqual(['cordon', 'between', 'uncordon']);
    expect(held()).toBe(false);
  });

  test('adds its own failure to that of the stage', async () => {
    const {cluster} = node(
      () => Promise.reject(failure),
      () => Promise.reject(new Failure('kube/no-api', 'no API server is ready', {suggestions: ['uncordon it']})),
    );
    await expect(execute([stage], runOn(cluster, {clock: fakeClock()}).context)).rejects.toMatchObject({
      code: 'timeout/condition',
      message: expect.stringMatching(/^w1: not Ready\nThe cleanup failed too: no API server is ready\n.*on w1/),
      suggestions: expect.arrayContaining(['look there', 'uncordon it', expect.stringContaining('uncordon w1')]),
    });
  });
});
