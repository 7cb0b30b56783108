import {expect, test} from 'vitest';
import {Failure} from '../../src/core/failure.js';
import type {Artifact} from '../../src/core/versions/bundle.js';
import {apply} from '../../src/workflows/apply.js';
import {Scenario} from '../scenario/run.js';
import {clusterConfig} from '../support/rendering.js';

test('everything to be uploaded is verified before any host is touched', async () => {
  const scenario = new Scenario(clusterConfig());
  const cluster = scenario.fresh();
  const asked: Artifact[] = [];
  const verify = async (artifacts: readonly Artifact[]): Promise<void> => {
    asked.push(...artifacts);
    throw new Failure('artifacts/digest-mismatch', 'kubelet is not what the manifest says');
  };
  await expect(scenario.run(apply, cluster, {verify})).rejects.toMatchObject({code: 'artifacts/digest-mismatch'});
  expect(cluster.operations).toEqual([]);
  const names = asked.map(({name}) => name);
  expect(names).toEqual([...new Set(names)]);
  expect(names).toEqual(expect.arrayContaining(['kubelet', 'etcd', 'coredns']));
});
