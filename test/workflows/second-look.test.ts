import {describe, expect, test} from 'vitest';
import {unknown} from '../../src/core/cluster/fact.js';
import {hostName} from '../../src/core/cluster/names.js';
import {apply} from '../../src/workflows/apply.js';
import {init} from '../../src/workflows/init.js';
import {join} from '../../src/workflows/join.js';
import type {Scenario} from '../scenario/run.js';
import {small} from '../scenario/small.js';
import type {MemorySite} from '../support/memory-site.js';

/** A cluster of one control plane, and how to look at it without being able to change it. */
async function made(): Promise<{scenario: Scenario; site: MemorySite}> {
  const scenario = small('on the control planes');
  const site = scenario.fresh();
  await scenario.run(init, site);
  return {scenario, site};
}

describe('a dry run', () => {
  test('shows everything that would be done on empty hosts, and does none of it', async () => {
    const scenario = small('on the control planes');
    const site = scenario.fresh();
    const {plan, ran} = await scenario.run(apply, site, {dryRun: true});
    expect(ran).toBe(false);
    expect(plan.length).toBeGreaterThan(5);
    expect(site.operations).toEqual([]);
  });

  test('shows the plan that the run then carries out', async () => {
    const scenario = small('on the control planes');
    const shown = await scenario.run(init, scenario.fresh(), {dryRun: true});
    const done = await scenario.run(init, scenario.fresh());
    expect(done.ran).toBe(true);
    expect(done.plan).toEqual(shown.plan);
  });

  test('of a finished cluster shows nothing', async () => {
    const {scenario, site} = await made();
    expect(await scenario.run(init, site.reborn(), {dryRun: true})).toMatchObject({plan: [], ran: false, warnings: []});
  });
});

describe('a run', () => {
  test('of a finished cluster does nothing and says so', async () => {
    const {scenario, site} = await made();
    const again = site.reborn();
    expect(await scenario.run(init, again)).toMatchObject({ran: false, plan: []});
    expect(again.operations).toEqual([]);
  });

  test('looks again once it has the lock when another run was at work since it looked', async () => {
    const {scenario, site} = await made();
    const joins = join([hostName('w1')]);
    const alone = site.reborn();
    await scenario.run(joins, alone);
    const joining = site.reborn();
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
    const site = scenario.fresh();
    let looks = 0;
    const observe = site.observe.bind(site);
    site.observe = async desired => {
      // Somebody takes a file away while the run goes on.
      if (++looks === 2) site.world.disk(hostName('cp1')).files.delete('/etc/kubernetes/audit-policy.yaml');
      return observe(desired);
    };
    await expect(scenario.run(init, site)).rejects.toMatchObject({
      code: 'run/not-converged',
      message: expect.stringMatching(/left: Configure the hosts \(1\), Run the control plane on cp1/),
      suggestions: [expect.stringContaining('run the same command again')],
    });
    expect(looks).toBe(2);
  });

  test('whose second look meets a server that is slow to answer waits for it', async () => {
    const scenario = small('on the control planes');
    const site = scenario.fresh();
    let looks = 0;
    const observe = site.observe.bind(site);
    site.observe = async desired => {
      const observed = await observe(desired);
      return ++looks === 2 ? {...observed, apiReady: new Map([[hostName('cp1'), unknown('no answer')]])} : observed;
    };
    expect(await scenario.run(init, site)).toMatchObject({ran: true});
  });

  test('touches no host that it does not admit', async () => {
    const {site} = await made();
    const touched = new Set(site.operations.map(operation => operation.split(':')[0]));
    expect([...touched].filter(host => host?.startsWith('w'))).toEqual([]);
  });

  test('brings what drifted on hosts that are there already back as well', async () => {
    const {scenario, site} = await made();
    await scenario.run(join([hostName('w1')]), site);
    site.world.disk(hostName('w1')).files.delete('/var/lib/kubelet/config.yaml');
    const {plan} = await scenario.run(init, site);
    expect(plan.map(({title}) => title)).toEqual(['Configure the hosts', 'Start the services']);
  });
});
