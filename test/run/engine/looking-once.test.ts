import {expect, test} from 'vitest';
import {type Fact, known} from '../../../src/core/model/fact.js';
import {type HostName, hostName} from '../../../src/core/model/names.js';
import type {HostFacts} from '../../../src/core/model/observed.js';
import type {FactQuery} from '../../../src/core/plan/fact-query.js';
import {cachingFacts} from '../../../src/run/engine/fact-cache.js';
import {strictCluster} from '../../support/strict-site.js';

const NOTHING: FactQuery = {paths: [], publicTexts: [], units: [], modules: [], sysctls: [], commands: []};
const cp1 = hostName('cp1');

function looked(observed: ReadonlyMap<HostName, Fact<HostFacts>> = new Map()) {
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
    () => ({...NOTHING, paths: ['/a', '/b']}),
    observed,
  );
  const ask = async (question: Partial<FactQuery>) => [
    ...(await cluster.host(cp1).facts({...NOTHING, ...question})).owned,
  ];
  return {cluster, questions, ask};
}

test('one look answers the questions of steps that follow one another', async () => {
  const {questions, ask} = looked();
  expect(await ask({paths: ['/a']})).toEqual(['look 1']);
  expect(await ask({paths: ['/b']})).toEqual(['look 1']);
  expect(questions).toHaveLength(1);
});

test('a question that was not part of the look is asked together with everything', async () => {
  const {questions, ask} = looked();
  await ask({paths: ['/a']});
  expect(await ask({paths: ['/c']})).toEqual(['look 2']);
  expect(questions[1]?.paths).toEqual(['/a', '/b', '/c']);
});

test('after a change the host is looked at anew', async () => {
  const {cluster, ask} = looked();
  await ask({paths: ['/a']});
  await cluster.host(cp1).put([]);
  expect(await ask({paths: ['/a']})).toEqual(['look 2']);
});

test('a unit that is stopped is looked at anew, and a look at its restarts is no change', async () => {
  const {cluster, ask} = looked();
  await ask({units: ['etcd.service']});
  await cluster.host(cp1).restarts(['etcd.service']);
  expect(await ask({units: ['etcd.service']})).toEqual(['look 1']);
  await cluster.host(cp1).stop(['etcd.service']);
  expect(await ask({units: ['etcd.service']})).toEqual(['look 2']);
});

test('a change that failed may have changed something all the same', async () => {
  const {cluster, ask} = looked();
  await ask({paths: ['/a']});
  await expect(cluster.host(cp1).run([])).rejects.toThrow('no power');
  expect(await ask({paths: ['/a']})).toEqual(['look 2']);
});

test('a look that was under way when a change began is not taken for one after it', async () => {
  const {cluster, ask} = looked();
  const during = ask({paths: ['/a']});
  await cluster.host(cp1).put([]);
  await during;
  expect(await ask({paths: ['/a']})).toEqual(['look 2']);
});

test('what was seen when the plan was made serves until the first change', async () => {
  const {cluster, questions, ask} = looked(new Map([[cp1, known({owned: new Set(['plan'])} as unknown as HostFacts)]]));
  expect(await ask({paths: ['/a', '/b']})).toEqual(['plan']);
  expect(questions).toEqual([]);
  await cluster.host(cp1).put([]);
  expect(await ask({paths: ['/a']})).toEqual(['look 1']);
});
