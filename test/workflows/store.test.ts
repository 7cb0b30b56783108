import {expect, test} from 'vitest';
import {hostName} from '../../src/core/model/names.js';
import type {UnmanagedEtcdAnswer} from '../../src/core/model/unmanaged-etcd.js';
import {mergeUnmanagedStatus} from '../../src/io/etcd/unmanaged/merge-status.js';
import {apply} from '../../src/workflows/apply.js';
import {init} from '../../src/workflows/init.js';
import {join} from '../../src/workflows/join.js';
import {Scenario} from '../scenario/run.js';
import {configWith} from '../scenario/small.js';
import type {MemoryCluster} from '../support/memory-site.js';

const A = 'https://10.0.0.41:2379';
const scenario = () => new Scenario(configWith('with somebody else', /^(cp1|cp2|w1)$/));

/** The same site, on which their etcd answers otherwise. */
function answering(
  cluster: MemoryCluster,
  change: (answers: readonly UnmanagedEtcdAnswer[]) => readonly UnmanagedEtcdAnswer[],
): MemoryCluster {
  const observe = cluster.observe.bind(cluster);
  cluster.observe = async desired => {
    const seen = await observe(desired);
    const answers = change(seen.store!.answers);
    return {...seen, etcd: mergeUnmanagedStatus(answers), store: {...seen.store!, answers}};
  };
  return cluster;
}

test('their etcd that cannot be trusted stops a run before it changes anything, whatever is ignored', async () => {
  const made = scenario();
  const cluster = answering(made.fresh(), () => [
    {endpoint: A, from: hostName('cp1'), is: 'untrusted', why: 'no issuer'},
  ]);
  await expect(made.run(apply, cluster, {ignorePreflight: ['all']})).rejects.toMatchObject({
    code: 'preflight/findings',
    message: expect.stringContaining(`[ERROR ExternalEtcdTLS]: ${A}: `),
    suggestions: [expect.stringContaining('spec.etcd.caFile')],
  });
  expect(cluster.operations).toEqual([]);
});

test('what is no etcd is not used, whatever is ignored', async () => {
  const made = scenario();
  const cluster = answering(made.fresh(), ([first, ...others]) => [
    {endpoint: first!.endpoint, from: hostName('cp1'), is: 'stranger', why: 'it speaks no TLS'},
    ...others,
  ]);
  await expect(made.run(apply, cluster, {ignorePreflight: ['all', 'ExternalEtcdVersion']})).rejects.toMatchObject({
    message: expect.stringContaining(`${A}: is not an etcd that can be used: it speaks no TLS`),
  });
  expect(cluster.operations).toEqual([]);
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
  const cluster = made.fresh();
  await expect(made.run(join([hostName('w1')]), cluster)).rejects.toMatchObject({
    message: expect.stringContaining('[ERROR join/no-cluster]'),
  });
  await made.run(init, cluster);
  expect((await made.run(join([hostName('w1')]), cluster)).ran).toBe(true);
});

test('hosts without a trace of the cluster in their etcd do not start another one over it', async () => {
  const made = scenario();
  const cluster = made.fresh();
  cluster.world.unmanagedEtcdHoldsCluster = true;
  await expect(made.run(apply, cluster)).rejects.toMatchObject({
    message: expect.stringContaining(`[ERROR ExternalEtcdCluster]: ${A}: holds the data of a Kubernetes cluster`),
  });
  expect(cluster.operations).toEqual([]);
});

test('a cluster that runs is not led into an empty etcd', async () => {
  const made = scenario();
  const cluster = made.fresh();
  await made.run(apply, cluster);
  const empty = answering(cluster.reborn(), answers =>
    answers.map(each => (each.is === 'etcd' ? {...each, status: {...each.status, holdsCluster: false}} : each)),
  );
  await expect(made.run(apply, empty)).rejects.toMatchObject({
    code: 'refused/findings',
    message: expect.stringContaining('[ERROR etcd/elsewhere]: '),
  });
  expect(empty.operations).toEqual([]);
});
