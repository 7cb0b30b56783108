import {beforeEach, expect, test} from 'vitest';
import {hostName} from '../../src/core/model/names.js';
import {apply} from '../../src/workflows/apply.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {small} from './small.js';

const scenario = small('stacked');
const w1 = hostName('w1');
const OTHER = `sha256:${'0'.repeat(64)}`;
const [pause] = [...scenario.release.arches.get('amd64')!.artifacts.values()].filter(({name}) => name === 'pause');

let cluster: MemoryCluster;
beforeEach(async () => {
  cluster = scenario.fresh();
  await scenario.run(apply, cluster);
});

test('another image under the name of one is in the plan with both digests, and apply imports the right one', async () => {
  const {images} = cluster.world.disk(w1);
  const imported = new Map(images);
  images.set(pause!.image!, OTHER);
  const {plan} = await scenario.run(apply, cluster);
  expect(plan.flatMap(({actions}) => actions)).toEqual([
    {
      kind: 'image/import',
      host: w1,
      image: pause!.image,
      path: '/opt/quorate/pause/3.10.2/pause.tar',
      imageDigest: pause!.imageDigest,
      found: OTHER,
    },
  ]);
  expect(images).toEqual(imported);
  expect(await scenario.run(apply, cluster.newProcess())).toMatchObject({ran: false});
});

test('an image that was removed is imported again', async () => {
  const {images} = cluster.world.disk(w1);
  images.delete(pause!.image!);
  const {plan} = await scenario.run(apply, cluster);
  expect(plan.flatMap(({actions}) => actions)).toMatchObject([{kind: 'image/import', host: w1}]);
  expect(images.get(pause!.image!)).toBe(pause!.imageDigest);
});

test('images that quorate does not install are not its concern', async () => {
  cluster.world.disk(w1).images.set('example.com/shop:1', OTHER);
  expect(await scenario.run(apply, cluster)).toMatchObject({ran: false});
});

test('an import that is interrupted anywhere is completed by the next run', async () => {
  cluster.world.disk(w1).images.clear();
  const {tried, diverged} = await scenario.everyKill(apply, cluster);
  expect(diverged).toEqual([]);
  expect(tried).toBeGreaterThan(1);
});
