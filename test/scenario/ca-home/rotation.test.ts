import {describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {CAS} from '../../../src/core/pki/cas.js';
import {pemBlocks} from '../../../src/core/pki/pem.js';
import {generationOf} from '../../../src/core/pki/rotation/generation.js';
import {SHARED_NAMES, type SharedName} from '../../../src/core/pki/types.js';
import {apply} from '../../../src/workflows/apply.js';
import {rotation} from '../../../src/workflows/rotation/verb.js';
import {Scenario} from '../run.js';
import {configWith, MANAGED_ETCD} from '../small.js';
import {keysOn, locked, OPERATOR, refusedFor} from './support.js';

/** Each write of the operator, and some of the other operations. */
const among = (operations: readonly string[]) =>
  operations.filter((operation, at) => at % 8 === 0 || operation.startsWith('operator:'));

describe.each(MANAGED_ETCD)('%s etcd:', place => {
  const config = {...configWith(place, /^(etcd|cp|w1)/), pki: OPERATOR};
  const plain = new Scenario(config);
  const step = (secret: SharedName, generation: number) =>
    new Scenario(config, undefined, {...desire(config), rotation: {secret, generation}});

  test.each(place === 'stacked' ? SHARED_NAMES : (['etcd-ca'] as const))(
    'each step of a rotation of %s that is killed at any operation is completed by the same step',
    {timeout: 900_000},
    async name => {
      let cluster = plain.fresh();
      await plain.run(apply, cluster);
      for (const generation of [1, 2, 3]) {
        const next = step(name, generation);
        const {tried, diverged} = await next.everyKill(rotation(name), next.over(cluster), {among});
        expect(diverged).toEqual([]);
        expect(tried).toBeGreaterThan(2);
        cluster = next.over(cluster);
        await next.run(rotation(name), cluster);
        expect(keysOn(cluster)).toEqual([]);
        // Other commands leave it where it is, and sign nothing.
        expect((await plain.run(apply, locked(plain.over(cluster)))).ran).toBe(false);
      }
      if (name === 'service-account' || name === 'encryption') return;
      const there = cluster.world.caHome.get(`${name}.crt`)!.toString();
      const onHost = cluster.world.disks.get('cp1' as never)!.text(CAS[name].certPath)!;
      expect(there.endsWith(onHost)).toBe(true);
      expect(pemBlocks(onHost)).toHaveLength(1);
      expect(generationOf(name, onHost)).toBe(3);
    },
  );
});

test('a rotation of a CA needs the identity from its first step on', async () => {
  const config = {...configWith('stacked', /^cp/), pki: OPERATOR};
  const plain = new Scenario(config);
  const cluster = plain.fresh();
  await plain.run(apply, cluster);
  const next = new Scenario(config, undefined, {...desire(config), rotation: {secret: 'ca', generation: 1}});
  const without = locked(next.over(cluster));
  await expect(next.run(rotation('ca'), without)).rejects.toMatchObject(refusedFor('pki/identity-missing'));
  expect(without.operations).toEqual([]);
});
