import {describe, expect, test} from 'vitest';
import {known, unknown} from '../../../src/core/model/fact.js';
import {type HostName, hostName} from '../../../src/core/model/names.js';
import {type NetworkReach, type ReachQuery, reachQueries} from '../../../src/core/model/network-reach.js';
import type {NodeFact} from '../../../src/core/model/observed.js';
import {NODES} from '../../../src/run/actions/nodes.js';
import {fakeClock} from '../../support/fake-clock.js';
import {strictCluster} from '../../support/strict-cluster.js';
import {runOn} from '../context.js';

const HOSTS = ['cp1', 'cp2', 'cp3', 'w1'].map(hostName);
const [, cp2, , w1] = HOSTS as [HostName, HostName, HostName, HostName];
const {check, apply} = NODES['node/await-network'];
const wait = HOSTS.map(host => ({kind: 'node/await-network', host}) as const);

const node = (name: HostName, index: number): NodeFact => ({
  name,
  ready: true,
  labels: {},
  version: '1.36.3',
  internalIp: '10.0.0.1',
  podCidr: `10.244.${index}.0/24`,
});

/** A cluster whose nodes answer as the function says. */
function cluster(answer: (query: ReachQuery) => Partial<NetworkReach>, nodes = HOSTS.map(node)) {
  const asked: (readonly HostName[])[] = [];
  const client = strictCluster({
    kube: {state: async () => known({nodes, objects: new Map()})},
    reach: async queries => {
      asked.push(queries.map(({from}) => from));
      return new Map(
        queries.map(query => [
          query.from,
          known({
            nodes: new Map([...query.nodes.keys()].map(to => [to, 'open' as const])),
            dns: {asked: 4, answered: 4},
            ...answer(query),
          }),
        ]),
      );
    },
  });
  return {...runOn(client), asked, client};
}

const NO_DNS = {dns: {asked: 4, answered: 0, otherwise: 'silent'}} as const;

describe('node/await-network', () => {
  test('is done when every node reaches the others and cluster DNS', async () => {
    expect(await check(wait, cluster(() => ({})).context)).toEqual([]);
  });

  test('is pending for the nodes that lack something, with a status for all', async () => {
    const {context} = cluster(({from}) => (from === w1 ? NO_DNS : {}));
    expect(await check(wait, context)).toEqual([{action: wait[3], because: 'cluster DNS answers on 3 of 4 nodes'}]);
  });

  test('names the nodes that the others do not reach', async () => {
    const {context} = cluster(({nodes}) => ({
      nodes: new Map([...nodes.keys()].map(to => [to, to === w1 ? ('silent' as const) : ('open' as const)])),
    }));
    expect(await check(wait, context)).toMatchObject([
      {because: 'unreachable through the pod network: w1'},
      {because: 'unreachable through the pod network: w1'},
      {because: 'unreachable through the pod network: w1'},
    ]);
  });

  test('is done if only a node that is left out is not reached', async () => {
    const {context} = cluster(({nodes}) => ({
      nodes: new Map([...nodes.keys()].map(to => [to, to === w1 ? ('silent' as const) : ('open' as const)])),
    }));
    const others = wait.slice(0, 3).map(action => ({...action, without: [w1]}));
    expect(await check(others, context)).toEqual([]);
  });

  test('is pending for a node that is not Ready', async () => {
    const {context} = cluster(() => ({}), HOSTS.slice(0, 3).map(node));
    expect(await check(wait, context)).toMatchObject([{because: 'not Ready: w1'}]);
  });

  test('is pending while no API server answers', async () => {
    const {context} = runOn(strictCluster({kube: {state: async () => unknown('no API server is ready')}}));
    expect(await check(wait, context)).toMatchObject(wait.map(() => ({because: 'no API server is ready'})));
  });

  test('waits, and asks only those nodes again that were not done', async () => {
    const first = new Set(HOSTS);
    const {context, asked, events} = cluster(({from}) => (from === cp2 && first.delete(cp2) ? NO_DNS : {}));
    await apply(wait, {...context, clock: fakeClock()});
    expect(asked).toEqual([HOSTS, [cp2]]);
    expect(events).toMatchObject([{type: 'waiting', seen: 'cluster DNS answers on 3 of 4 nodes'}]);
  });

  test('fails with the finding of a diagnosis when the time is over', async () => {
    const silent = ({from, nodes}: ReachQuery): Partial<NetworkReach> => ({
      nodes: new Map(
        [...nodes.keys()].map(to => [to, from === w1 || to === w1 ? ('silent' as const) : ('open' as const)]),
      ),
    });
    const {context, client} = cluster(silent);
    const observe: typeof client.observe = async (desired, depth) => {
      const evidence = await strictCluster().observe(desired, depth);
      const reach = await client.reach(reachQueries(desired, HOSTS.map(node)));
      return {...evidence, observed: {...evidence.observed, reach}};
    };
    const failing = apply(wait, {...context, clock: fakeClock(), cluster: {...client, observe}});
    await expect(failing).rejects.toMatchObject({
      code: 'network/node-isolated',
      message: expect.stringContaining('w1'),
      suggestions: expect.arrayContaining([expect.stringContaining('nft list ruleset')]),
    });
  });

  test('fails with what it waited for when a diagnosis finds nothing', async () => {
    const {context} = cluster(() => NO_DNS);
    await expect(apply(wait, {...context, clock: fakeClock()})).rejects.toMatchObject({code: 'timeout/condition'});
  });
});
