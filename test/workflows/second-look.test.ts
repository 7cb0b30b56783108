import {describe, expect, test} from 'vitest';
import {unknown} from '../../src/core/model/fact.js';
import {hostName} from '../../src/core/model/names.js';
import {apply} from '../../src/workflows/apply.js';
import {init} from '../../src/workflows/init.js';
import {join} from '../../src/workflows/join.js';
import type {Scenario} from '../scenario/run.js';
import {small} from '../scenario/small.js';
import type {MemoryCluster} from '../support/memory-site.js';

/** A cluster of one control plane, and how to look at it without being able to change it. */
async function made(): Promise<{scenario: Scenario; cluster: MemoryCluster}> {
  const scenario = small('on the control planes');
  const cluster = scenario.fresh();
  await scenario.run(init, cluster);
  return {scenario, cluster};
}

describe('a dry run', () => {
  test('shows everything that would be done on empty hosts, and does none of it', async () => {
    const scenario = small('on the control planes');
    const cluster = scenario.fresh();
    const {plan, ran} = await scenario.run(apply, cluster, {dryRun: true});
    expect(ran).toBe(false);
    expect(plan.length).toBeGreaterThan(5);
    expect(cluster.operations).toEqual([]);
  });

  test('shows the plan that the run then carries out', async () => {
    const scenario = small('on the control planes');
    const shown = await scenario.run(init, scenario.fresh(), {dryRun: true});
    const done = await scenario.run(init, scenario.fresh());
    expect(done.ran).toBe(true);
    expect(done.plan).toEqual(shown.plan);
  });

  test('of a finished cluster shows nothing', async () => {
    const {scenario, cluster} = await made();
    expect(await scenario.run(init, cluster.reborn(), {dryRun: true})).toMatchObject({
      plan: [],
      ran: false,
      warnings: [],
    });
  });
});

describe('a run', () => {
  test('of a finished cluster does nothing and says so', async () => {
    const {scenario, cluster} = await made();
    const again = cluster.reborn();
    expect(await scenario.run(init, again)).toMatchObject({ran: false, plan: []});
    expect(again.operations).toEqual([]);
  });

  test('looks again once it has the lock when another run was at work since it looked', async () => {
    const {scenario, cluster} = await made();
    const joins = join([hostName('w1')]);
    const alone = cluster.reborn();
    await scenario.run(joins, alone);
    const joining = cluster.reborn();
    joining.undisturbed = false;
    let looks = 0;
    const observe = joining.observe.bind(joining);
    joining.observe = async desired => {
      if (++looks === 2) {
        // The other run, which does all there is to do.
        joining.undisturbed = true;
        await scenario.run(joins, joining);
      }
      return observe(desired);
    };
    expect(await scenario.run(joins, joining)).toMatchObject({ran: true});
    expect(joining.operations).toEqual(alone.operations);
  });

  test('that leaves something undone says what is left after its second look', async () => {
    const scenario = small('on the control planes');
    const cluster = scenario.fresh();
    let looks = 0;
    const observe = cluster.observe.bind(cluster);
    cluster.observe = async desired => {
      // Somebody takes a file away while the run goes on.
      if (++looks === 2) cluster.world.disk(hostName('cp1')).files.delete('/etc/kubernetes/audit-policy.yaml');
      return observe(desired);
    };
    await expect(scenario.run(init, cluster)).rejects.toMatchObject({
      code: 'run/not-converged',
      message: expect.stringMatching(/left: Configure the hosts \(1\), Run the control plane on cp1/),
      suggestions: [expect.stringContaining('run the same command again')],
    });
    expect(looks).toBe(2);
  });

  test('whose second look meets a server that is slow to answer waits for it', async () => {
    const scenario = small('on the control planes');
    const cluster = scenario.fresh();
    let looks = 0;
    const observe = cluster.observe.bind(cluster);
    cluster.observe = async desired => {
      const observed = await observe(desired);
      return ++looks === 2 ? {...observed, apiReady: new Map([[hostName('cp1'), unknown('no answer')]])} : observed;
    };
    expect(await scenario.run(init, cluster)).toMatchObject({ran: true});
  });

  test('touches no host that it does not admit', async () => {
    const {cluster} = await made();
    const touched = new Set(cluster.operations.map(operation => operation.split(':')[0]));
    expect([...touched].filter(host => host?.startsWith('w'))).toEqual([]);
  });

  test('brings what drifted on hosts that are there already back as well', async () => {
    const {scenario, cluster} = await made();
    await scenario.run(join([hostName('w1')]), cluster);
    cluster.world.disk(hostName('w1')).files.delete('/var/lib/kubelet/config.yaml');
    const {plan} = await scenario.run(init, cluster);
    expect(plan.map(({title}) => title)).toEqual(['Configure the hosts', 'Start the services']);
  });
});
