import {describe, expect, test} from 'vitest';
import {desire} from '../../src/core/desire.js';
import {hostName} from '../../src/core/model/names.js';
import {generationOf, publicPath} from '../../src/core/pki/rotation/generation.js';
import type {SharedName} from '../../src/core/pki/types.js';
import {apply} from '../../src/workflows/apply.js';
import {init} from '../../src/workflows/init.js';
import {join} from '../../src/workflows/join.js';
import {remove} from '../../src/workflows/remove.js';
import {renew} from '../../src/workflows/renew.js';
import {rotation} from '../../src/workflows/rotation/verb.js';
import {upgrade} from '../../src/workflows/upgrade.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {Scenario} from './run.js';
import {configWith} from './small.js';

const all = configWith('stacked', /^(cp|w)/);
const only = (...names: readonly string[]) => ({...all, hosts: all.hosts.filter(({name}) => names.includes(name))});
const COMPLETE = only('cp1', 'cp2', 'cp3', 'w1');
const DAY_MS = 86_400_000;
const twoDaysAgo = () => new Date(Date.now() - 2 * DAY_MS);
const RENEWAL = {issuedBefore: new Date(Date.now() - DAY_MS)};

/** What may run instead of the same step, with the configuration before and from then on. */
const OTHERS = [
  {what: 'a worker joins', lacks: 'w1', before: COMPLETE, after: COMPLETE, verb: join([hostName('w1')])},
  {what: 'a control plane joins', lacks: 'cp3', before: COMPLETE, after: COMPLETE, verb: join([hostName('cp3')])},
  {
    what: 'a control plane is removed',
    before: COMPLETE,
    during: COMPLETE,
    after: only('cp1', 'cp2', 'w1'),
    verb: remove({hosts: [hostName('cp3')], lost: new Set(), drainSeconds: 60, acceptReducedTolerance: true}),
  },
  {
    what: 'the control plane that was first is removed',
    before: COMPLETE,
    during: COMPLETE,
    after: only('cp2', 'cp3', 'w1'),
    verb: remove({hosts: [hostName('cp1')], lost: new Set(), drainSeconds: 60, acceptReducedTolerance: true}),
  },
  {
    what: 'Kubernetes is upgraded',
    before: COMPLETE,
    after: {...COMPLETE, kubernetesVersion: '1.37.2'},
    verb: upgrade({
      rollout: {maxUnavailable: 1, drainSeconds: 60, healthSeconds: 5},
      available: ['1.36.3', '1.37.2'],
      rollback: false,
      acceptDowntime: false,
    }),
  },
  {what: 'all certificates are renewed', before: COMPLETE, after: COMPLETE, renewal: RENEWAL, verb: renew},
];

const generations = ({world}: MemoryCluster, name: SharedName) =>
  new Set(
    [...world.disks].flatMap(([, disk]) => {
      const text = disk.text(publicPath(name));
      return text === undefined ? [] : [generationOf(name, text)];
    }),
  );

describe.each(OTHERS)('a step of a rotation is killed, $what, and the step is run again:', other => {
  const {before, after, verb} = other;
  const stepOf = (config: typeof before, secret: SharedName, generation: number) =>
    new Scenario(config, undefined, {...desire(config), rotation: {secret, generation}});
  const first = {
    ...init,
    joinable: () => before.hosts.map(({name}) => name).filter(name => !('lacks' in other) || name !== other.lacks),
  };
  const during = 'during' in other ? other.during! : after;
  const between = new Scenario(
    during,
    undefined,
    'renewal' in other ? {...desire(during), renewal: other.renewal!} : undefined,
  );

  test.each(['ca', 'etcd-ca', 'service-account'] as const)('%s', {timeout: 600_000}, async name => {
    const plain = new Scenario(before);
    let cluster = plain.fresh();
    await plain.run(first, cluster, {now: twoDaysAgo});
    for (const generation of [1, 2, 3]) {
      const next = stepOf(before, name, generation);
      const kills: MemoryCluster[] = [];
      const undisturbed = next.over(cluster).watched(({when, left}) => {
        if (when === 'sent') kills.push(left);
      });
      await next.run(rotation(name), undisturbed, {acceptDowntime: true});
      // The first is while the latest generation is on one host; the others are spread over the step.
      const chosen = kills.filter((_, at) => at === 1 || at % 20 === 4);
      expect(chosen.length).toBeGreaterThan(1);
      for (const left of chosen) {
        const changed = between.over(left);
        await between.run(verb, changed, {acceptDowntime: true});
        const completing = stepOf(after, name, generation);
        const completed = completing.over(changed);
        await completing.run(rotation(name), completed, {acceptDowntime: true});
        expect([...generations(completed, name)]).toEqual([generation]);
        const quiet = new Scenario(after);
        expect((await quiet.run(apply, quiet.over(completed))).ran).toBe(false);
      }
      cluster = plain.over(undisturbed);
    }
  });
});

test('a renewal that is killed at any operation is completed by the same command', {timeout: 300_000}, async () => {
  const plain = new Scenario(COMPLETE);
  const made = plain.fresh();
  await plain.run(apply, made, {now: twoDaysAgo});
  const renewing = new Scenario(COMPLETE, undefined, {...desire(COMPLETE), renewal: RENEWAL});
  const {tried, diverged} = await renewing.everyKill(renew, made, {
    among: titles => titles.filter((_, at) => at % 4 === 1),
  });
  expect(diverged).toEqual([]);
  expect(tried).toBeGreaterThan(5);
});
