import {describe, expect, test} from 'vitest';
import {desire} from '../../src/core/desire.js';
import {Failure} from '../../src/core/failure.js';
import type {HostName} from '../../src/core/model/names.js';
import {CAS, isCa} from '../../src/core/pki/cas.js';
import {generationOf, publicPath} from '../../src/core/pki/rotation/generation.js';
import {sharedFiles} from '../../src/core/pki/shared-secrets.js';
import {SHARED_NAMES, type SharedName} from '../../src/core/pki/types.js';
import {apply} from '../../src/workflows/apply.js';
import {rotation} from '../../src/workflows/rotation/verb.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {Scenario} from './run.js';
import {configWith} from './small.js';

const config = configWith('stacked', /^(cp|w1)/);
const plain = new Scenario(config);

async function rotated(name: SharedName, from: MemoryCluster, until: number): Promise<MemoryCluster> {
  let cluster = from;
  for (let generation = 1; generation <= until; generation++) {
    const step = new Scenario(config, undefined, {...desire(config), rotation: {secret: name, generation}});
    cluster = step.over(cluster);
    await step.run(rotation(name), cluster);
  }
  return plain.over(cluster);
}

/** The host has the disk of before again, but for the data of etcd. */
function withOldImage(now: MemoryCluster, before: MemoryCluster, host: HostName): MemoryCluster {
  const cluster = plain.over(now);
  const {disks} = cluster.world;
  const image = before.world.disk(host).clone();
  image.etcdData = disks.get(host)!.etcdData;
  disks.set(host, image);
  return cluster;
}

const refusal = async (cluster: MemoryCluster): Promise<string | undefined> => {
  try {
    await plain.run(apply, cluster);
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
};

const generations = ({world}: MemoryCluster, name: SharedName) =>
  new Set(
    [...world.disks.values()].flatMap(disk => {
      const text = disk.text(publicPath(name));
      return text === undefined ? [] : [generationOf(name, text)];
    }),
  );

const HOSTS = ['cp1', 'w1'] as readonly string[] as readonly HostName[];

describe.each(SHARED_NAMES)('a host comes back from an old disk image after a rotation of %s', name => {
  test('and only this host is said to differ, and gets the files of the others', {timeout: 300_000}, async () => {
    const before = plain.fresh();
    await plain.run(apply, before);
    for (const until of [1, 3]) {
      const now = await rotated(name, before, until);
      for (const host of HOSTS) {
        const cluster = withOldImage(now, before, host);
        const because = await refusal(cluster);
        const named = [...(because ?? '').matchAll(/ca-differs\]: (\w+):/g)].map(([, each]) => each);
        if (until === 1 || name === 'encryption' || (host === 'w1' && name !== 'ca')) expect(because).toBe(undefined);
        else expect(named).toEqual([host]);
        if (because !== undefined) {
          const paths = [...sharedFiles(name).map(({path}) => path), ...(isCa(name) ? [CAS[name].certPath] : [])];
          for (const path of paths) cluster.world.disk(host).files.delete(path);
          await plain.run(apply, cluster);
        }
        expect(generations(cluster, name)).toEqual(new Set([until]));
        expect((await plain.run(apply, cluster)).ran).toBe(false);
      }
    }
  });
});
