import {describe, expect, test} from 'vitest';
import type {ClusterConfig, ConfigurableComponent} from '../../src/core/model/config.js';
import {apply} from '../../src/workflows/apply.js';
import type {Killed, MemoryCluster} from '../support/memory-cluster.js';
import {Scenario} from './run.js';
import {configWith, MANAGED_ETCD} from './small.js';

const BAD = 'no-such-flag';

const withFlag = (config: ClusterConfig, component: ConfigurableComponent, name: string): ClusterConfig => ({
  ...config,
  extraArgs: {...config.extraArgs, [component]: [{name, value: '1'}]},
});

/** A cluster that runs, and on which a unit with the bad flag exits. */
async function running(config: ClusterConfig): Promise<MemoryCluster> {
  const scenario = new Scenario(config);
  const made = scenario.fresh();
  await scenario.run(apply, made);
  made.world.broken.add(`--${BAD}=`);
  return made;
}

/** The files of hosts, and what their units run with. */
const pictureOf = ({world}: MemoryCluster): string => world.picture();

const COMPONENTS: readonly ConfigurableComponent[] = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
];
/** The leader of etcd comes last. */
const CASES = MANAGED_ETCD.flatMap(place =>
  COMPONENTS.map(component => {
    const first = component !== 'etcd' ? 'cp1' : place === 'stacked' ? 'cp2' : 'etcd2';
    return {place, component, first};
  }),
);

describe.each(CASES)('$place: a flag that $component does not start with', {timeout: 240_000}, each => {
  const {place, component, first} = each;
  const config = configWith(place, /^(etcd|cp|w1)/);

  test(`is rolled back on the first host, ${first}, and reaches no other`, async () => {
    const made = await running(config);
    const bad = new Scenario(withFlag(config, component, BAD));
    const cluster = bad.over(made);
    const error = await bad.run(apply, cluster).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({code: 'service/crash-loop', message: expect.stringContaining('Rolled back: ')});
    expect(pictureOf(cluster)).toBe(pictureOf(made));
    const changed = cluster.operations.filter(each => !each.startsWith(`${first}: `));
    expect(changed).toEqual([]);
  });

  test('after a kill at any operation, the old or a good file brings the cluster back', async () => {
    const made = await running(config);
    const bad = new Scenario(withFlag(config, component, BAD));
    const kills: Killed[] = [];
    await bad
      .run(
        apply,
        bad.over(made).watched(killed => kills.push(killed)),
      )
      .catch(() => undefined);
    expect(kills.length).toBeGreaterThan(8);
    for (const {left, when, operation} of kills) {
      const old = new Scenario(config);
      const back = old.over(left);
      await old.run(apply, back);
      expect(pictureOf(back), `${when} ${operation}`).toBe(pictureOf(made));

      const again = bad.over(left);
      await bad.run(apply, again).catch(() => undefined);
      expect(pictureOf(again), `${when} ${operation}, and again`).toBe(pictureOf(made));
    }
  });
});
