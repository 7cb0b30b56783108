import {X509Certificate} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import {desire} from '../../src/core/desire.js';
import {pemBlocks} from '../../src/core/pki/pem.js';
import {generationOf, publicPath} from '../../src/core/pki/rotation/generation.js';
import {SHARED_NAMES, type SharedName} from '../../src/core/pki/types.js';
import {KUBECONFIG, PKI} from '../../src/core/render/paths.js';
import {apply} from '../../src/workflows/apply.js';
import {rotation} from '../../src/workflows/rotation/verb.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {Scenario} from './run.js';
import {configWith, MANAGED_ETCD} from './small.js';

const generations = ({world}: MemoryCluster, name: SharedName) =>
  [...world.disks].flatMap(([, disk]) => {
    const text = disk.text(publicPath(name));
    return text === undefined ? [] : [generationOf(name, text)];
  });

/** Each operation on the secrets themselves, and every fifth of the others. */
const among = (operations: readonly string[]) =>
  operations.filter((operation, at) => at % 5 === 0 || /put 2 files|put 1 file/.test(operation));

describe.each(MANAGED_ETCD)('%s etcd:', place => {
  const config = configWith(place, /^(etcd|cp|w1)/);
  const plain = new Scenario(config);
  const step = (secret: SharedName, generation: number) =>
    new Scenario(config, undefined, {...desire(config), rotation: {secret, generation}});

  // The files of etcd are on other hosts where it is external; all others are on control planes and nodes.
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
        expect(tried).toBeGreaterThan(3);
        cluster = next.over(cluster);
        await next.run(rotation(name), cluster);
        expect(new Set(generations(cluster, name))).toEqual(new Set([generation]));
        // Other commands leave it where it is.
        const after = await plain.run(apply, plain.over(cluster));
        expect(after.ran).toBe(false);
      }
    },
  );

  test('an apply between the kill and the same step changes nothing of the end', {timeout: 300_000}, async () => {
    const made = plain.fresh();
    await plain.run(apply, made);
    const next = step('ca', 1);
    const interrupted = next.over(made);
    let left: MemoryCluster | undefined;
    await next.run(
      rotation('ca'),
      interrupted.watched(({when, left: killed}) => {
        if (when === 'sent') left ??= killed;
      }),
    );
    const applied = plain.over(left!);
    await plain.run(apply, applied);
    const completed = next.over(applied);
    await next.run(rotation('ca'), completed);
    expect(new Set(generations(completed, 'ca'))).toEqual(new Set([1]));
  });

  test('after the three steps of the cluster CA nothing is signed by the old one, and nothing trusts it', async () => {
    let cluster = plain.fresh();
    await plain.run(apply, cluster);
    const old = cluster.world.disks.get('cp1' as never)!.text(PKI.ca.cert)!;
    for (const generation of [1, 2, 3]) {
      const next = step('ca', generation);
      cluster = next.over(cluster);
      await next.run(rotation('ca'), cluster);
    }
    const oldCa = new X509Certificate(pemBlocks(old)[0]!);
    for (const [, disk] of cluster.world.disks) {
      const text = disk.text(PKI.ca.cert);
      if (text === undefined) continue;
      expect(pemBlocks(text)).toHaveLength(1);
      expect(new X509Certificate(text).fingerprint256).not.toBe(oldCa.fingerprint256);
      const config = disk.text(KUBECONFIG.kubelet);
      if (config !== undefined) expect(config).not.toContain(Buffer.from(pemBlocks(old)[0]!).toString('base64'));
    }
  });
});
