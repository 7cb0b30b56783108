import {expect, test} from 'vitest';
import {hostName} from '../../src/core/model/names.js';
import type {UnmanagedEtcdAnswer} from '../../src/core/model/unmanaged-etcd.js';
import {mergeUnmanagedStatus} from '../../src/io/etcd/unmanaged/merge-status.js';
import {apply} from '../../src/workflows/apply.js';
import {init} from '../../src/workflows/init.js';
import {join} from '../../src/workflows/join.js';
import {Scenario} from '../scenario/run.js';
import {configWith} from '../scenario/small.js';
import type {MemoryCluster} from '../support/memory-cluster.js';

const A = 'https://10.0.0.41:2379';
const scenario = () => new Scenario(configWith('unmanaged', /^(cp1|cp2|w1)$/));

/** The same cluster with changed answers of the unmanaged etcd. */
function answering(
  cluster: MemoryCluster,
  change: (answers: readonly UnmanagedEtcdAnswer[]) => readonly UnmanagedEtcdAnswer[],
): MemoryCluster {
  const observed = cluster.observed.bind(cluster);
  cluster.observed = async desired => {
    const seen = await observed(desired);
    const answers = change(seen.unmanagedEtcd!.answers);
    return {...seen, etcd: mergeUnmanagedStatus(answers), unmanagedEtcd: {...seen.unmanagedEtcd!, answers}};
  };
  return cluster;
}

test('an untrusted certificate of an unmanaged etcd stops a run before the first change, also with all errors ignored', async () => {
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

test('an endpoint that is not etcd stops a run, also with all errors ignored', async () => {
  const made = scenario();
  const cluster = answering(made.fresh(), ([first, ...others]) => [
    {endpoint: first!.endpoint, from: hostName('cp1'), is: 'stranger', why: 'it speaks no TLS'},
    ...others,
  ]);
  await expect(made.run(apply, cluster, {ignorePreflight: ['all', 'ExternalEtcdVersion']})).rejects.toMatchObject({
    code: 'preflight/findings',
    message: expect.stringMatching(`${A}: .*it speaks no TLS`),
  });
  expect(cluster.operations).toEqual([]);
});

test('an old version of an unmanaged etcd stops a run unless its preflight error is ignored', async () => {
  const made = scenario();
  const old = () =>
    answering(made.fresh(), answers =>
      answers.map(each => (each.is === 'etcd' ? {...each, status: {...each.status, version: '3.5.20'}} : each)),
    );
  await expect(made.run(apply, old())).rejects.toMatchObject({
    suggestions: expect.arrayContaining([expect.stringContaining('--ignore-preflight-errors=ExternalEtcdVersion')]),
  });
  const {warnings} = await made.run(apply, old(), {ignorePreflight: ['ExternalEtcdVersion']});
  expect(warnings.map(({code}) => code)).toContain('ExternalEtcdVersion');
});

test('a host joins a cluster with an unmanaged etcd only once the etcd holds a cluster', async () => {
  const made = scenario();
  const cluster = made.fresh();
  await expect(made.run(join([hostName('w1')]), cluster)).rejects.toMatchObject({
    message: expect.stringContaining('[ERROR join/no-cluster]'),
  });
  await made.run(init, cluster);
  expect((await made.run(join([hostName('w1')]), cluster)).ran).toBe(true);
});

test('new hosts do not start a cluster in an unmanaged etcd that holds the data of another one', async () => {
  const made = scenario();
  const cluster = made.fresh();
  cluster.world.unmanagedEtcdHoldsCluster = true;
  await expect(made.run(apply, cluster)).rejects.toMatchObject({
    message: expect.stringContaining(`[ERROR ExternalEtcdCluster]: ${A}: `),
  });
  expect(cluster.operations).toEqual([]);
});

test('a running cluster is not moved to an empty etcd', async () => {
  const made = scenario();
  const cluster = made.fresh();
  await made.run(apply, cluster);
  const empty = answering(cluster.newProcess(), answers =>
    answers.map(each => (each.is === 'etcd' ? {...each, status: {...each.status, holdsCluster: false}} : each)),
  );
  await expect(made.run(apply, empty)).rejects.toMatchObject({
    code: 'refused/findings',
    message: expect.stringContaining('[ERROR etcd/elsewhere]: '),
  });
  expect(empty.operations).toEqual([]);
});
