import {expect, test} from 'vitest';
import {type Fact, known} from '../../../src/core/model/fact.js';
import {type HostName, hostName} from '../../../src/core/model/names.js';
import type {HostFacts} from '../../../src/core/model/observed.js';
import {EMPTY_QUERY, type FactQuery} from '../../../src/core/plan/fact-query.js';
import {cachingFacts} from '../../../src/run/engine/fact-cache.js';
import {strictCluster} from '../../support/strict-cluster.js';

const cp1 = hostName('cp1');

function cached(observed: ReadonlyMap<HostName, Fact<HostFacts>> = new Map()) {
  const questions: FactQuery[] = [];
  const cluster = cachingFacts(
    strictCluster({
      host: () => ({
        facts: async question => {
          questions.push(question);
          return {owned: new Set([`look ${questions.length}`])} as unknown as HostFacts;
        },
        put: async () => undefined,
        stop: async () => undefined,
        restarts: async () => new Map(),
        run: async () => {
          throw new Error('no power');
        },
      }),
    }),
    () => ({...EMPTY_QUERY, paths: ['/a', '/b']}),
    observed,
  );
  const ask = async (question: Partial<FactQuery>) => [
    ...(await cluster.host(cp1).facts({...EMPTY_QUERY, ...question})).owned,
  ];
  return {cluster, questions, ask};
}

test('consecutive queries are answered by one read', async () => {
  const {questions, ask} = cached();
  expect(await ask({paths: ['/a']})).toEqual(['look 1']);
  expect(await ask({paths: ['/b']})).toEqual(['look 1']);
  expect(questions).toHaveLength(1);
});

test('a query that the cache does not cover is sent together with the complete query', async () => {
  const {questions, ask} = cached();
  await ask({paths: ['/a']});
  expect(await ask({paths: ['/c']})).toEqual(['look 2']);
  expect(questions[1]?.paths).toEqual(['/a', '/b', '/c']);
});

test('after a change the facts are read again', async () => {
  const {cluster, ask} = cached();
  await ask({paths: ['/a']});
  await cluster.host(cp1).put([]);
  expect(await ask({paths: ['/a']})).toEqual(['look 2']);
});

test('stopping a unit invalidates the cache, and reading its restarts does not', async () => {
  const {cluster, ask} = cached();
  await ask({units: ['etcd.service']});
  await cluster.host(cp1).restarts(['etcd.service']);
  expect(await ask({units: ['etcd.service']})).toEqual(['look 1']);
  await cluster.host(cp1).stop(['etcd.service']);
  expect(await ask({units: ['etcd.service']})).toEqual(['look 2']);
});

test('a failed change invalidates the cache', async () => {
  const {cluster, ask} = cached();
  await ask({paths: ['/a']});
  await expect(cluster.host(cp1).run([])).rejects.toThrow('no power');
  expect(await ask({paths: ['/a']})).toEqual(['look 2']);
});

test('a read during a change is not cached as the state after it', async () => {
  const {cluster, ask} = cached();
  const during = ask({paths: ['/a']});
  await cluster.host(cp1).put([]);
  await during;
  expect(await ask({paths: ['/a']})).toEqual(['look 2']);
});

test('the facts of the plan are used until the first change', async () => {
  const {cluster, questions, ask} = cached(new Map([[cp1, known({owned: new Set(['plan'])} as unknown as HostFacts)]]));
  expect(await ask({paths: ['/a', '/b']})).toEqual(['plan']);
  expect(questions).toEqual([]);
  await cluster.host(cp1).put([]);
  expect(await ask({paths: ['/a']})).toEqual(['look 1']);
});
