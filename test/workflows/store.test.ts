import {expect, test} from 'vitest';
import {hostName} from '../../src/core/cluster/names.js';
import type {StoreAnswer} from '../../src/core/cluster/store.js';
import {assembleStore} from '../../src/io/etcd/store/assemble.js';
import {apply} from '../../src/workflows/apply.js';
import {init} from '../../src/workflows/init.js';
import {join} from '../../src/workflows/join.js';
import {Scenario} from '../scenario/run.js';
import {configWith} from '../scenario/small.js';
import type {MemorySite} from '../support/memory-site.js';

const A = 'https://10.0.0.41:2379';
const scenario = () => new Scenario(configWith('with somebody else', /^(cp1|cp2|w1)$/));

/** The same site, on which their etcd answers otherwise. */
function answering(site: MemorySite, change: (answers: readonly StoreAnswer[]) => readonly StoreAnswer[]): MemorySite {
  const observe = site.observe.bind(site);
  site.observe = async desired => {
    const seen = await observe(desired);
    const answers = change(seen.store!.answers);
    return {...seen, etcd: assembleStore(answers), store: {...seen.store!, answers}};
  };
  return site;
}

test('their etcd that cannot be trusted stops a run before it changes anything, whatever is ignored', async () => {
  const made = scenario();
  const site = answering(made.fresh(), () => [{endpoint: A, from: hostName('cp1'), is: 'untrusted', why: 'no issuer'}]);
  await expect(made.run(apply, site, {ignorePreflight: ['all']})).rejects.toMatchObject({
    code: 'preflight/findings',
    message: expect.stringContaining(`[ERROR ExternalEtcdTLS]: ${A}: `),
    suggestions: [expect.stringContaining('spec.etcd.caFile')],
  });
  expect(site.operations).toEqual([]);
});

test('what is no etcd is not used, whatever is ignored', async () => {
  const made = scenario();
  const site = answering(made.fresh(), ([first, ...others]) => [
    {endpoint: first!.endpoint, from: hostName('cp1'), is: 'stranger', why: 'it speaks no TLS'},
    ...others,
  ]);
  await expect(made.run(apply, site, {ignorePreflight: ['all', 'ExternalEtcdVersion']})).rejects.toMatchObject({
    message: expect.stringContaining(`${A}: is not an etcd that can be used: it speaks no TLS`),
  });
  expect(site.operations).toEqual([]);
});

test('an old version of theirs stops a run, unless somebody takes the risk', async () => {
  const made = scenario();
  const old = () =>
    answering(made.fresh(), answers =>
      answers.map(each => (each.is === 'etcd' ? {...each, status: {...each.status, version: '3.5.20'}} : each)),
    );
  await expect(made.run(apply, old())).rejects.toMatchObject({
    suggestions: expect.arrayContaining(['to go on all the same: --ignore-preflight ExternalEtcdVersion']),
  });
  const {warnings} = await made.run(apply, old(), {ignorePreflight: ['ExternalEtcdVersion']});
  expect(warnings.map(({code}) => code)).toContain('ExternalEtcdVersion');
});

test('a host joins a cluster in their etcd, and none while there is no cluster in it', async () => {
  const made = scenario();
  const site = made.fresh();
  await expect(made.run(join([hostName('w1')]), site)).rejects.toMatchObject({
    message: expect.stringContaining('[ERROR join/no-cluster]'),
  });
  await made.run(init, site);
  expect((await made.run(join([hostName('w1')]), site)).ran).toBe(true);
});

test('hosts without a trace of the cluster in their etcd do not start another one over it', async () => {
  const made = scenario();
  const site = made.fresh();
  site.world.storeHoldsCluster = true;
  await expect(made.run(apply, site)).rejects.toMatchObject({
    message: expect.stringContaining(`[ERROR ExternalEtcdCluster]: ${A}: holds the data of a Kubernetes cluster`),
  });
  expect(site.operations).toEqual([]);
});

test('a cluster that runs is not led into an empty etcd', async () => {
  const made = scenario();
  const site = made.fresh();
  await made.run(apply, site);
  const empty = answering(site.reborn(), answers =>
    answers.map(each => (each.is === 'etcd' ? {...each, status: {...each.status, holdsCluster: false}} : each)),
  );
  await expect(made.run(apply, empty)).rejects.toMatchObject({
    code: 'refused/findings',
    message: expect.stringContaining('[ERROR etcd/elsewhere]: '),
  });
  expect(empty.operations).toEqual([]);
});
