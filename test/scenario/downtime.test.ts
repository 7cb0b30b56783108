import {beforeAll, describe, expect, test} from 'vitest';
import {Failure} from '../../src/core/failure.js';
import type {HostName} from '../../src/core/model/names.js';
import type {Plan} from '../../src/core/plan/stage.js';
import {apply} from '../../src/workflows/apply.js';
import {resetOwn} from '../../src/workflows/reset-own.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {Replacing, to} from './replacing.js';
import {recovered, restored, snapshotOf} from './restoring.js';
import {Scenario} from './run.js';
import {configWith, MANAGED_ETCD} from './small.js';

/** The codes of a refusal, or "plan" for a command that would continue. */
async function answer(dryRun: Promise<{readonly plan: Plan}>): Promise<readonly string[] | 'plan'> {
  try {
    const {plan} = await dryRun;
    expect(plan.length).toBeGreaterThan(0);
    return 'plan';
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [...error.message.matchAll(/\[ERROR (\S+)\]/g)].map(([, code]) => code!);
  }
}

const CASES = MANAGED_ETCD.flatMap(place => ([1, 2, 3] as const).map(members => ({place, members})));

/** Of each command for a member: what it says without and with what permits it, by the number of members. */
const FEW = {1: ['plan', 'few'], 2: ['plan', 'few'], 3: ['plan', 'plan']} as const;

describe.each(CASES)('$place etcd, $members member(s):', {timeout: 120_000}, ({place, members}) => {
  const last = `${place === 'stacked' ? 'cp' : 'etcd'}${members}`;
  const servers = place === 'stacked' ? `cp[1-${members}]` : `etcd[1-${members}]|cp1`;
  const config = configWith(place, new RegExp(`^(${servers}|w1)$`));
  const scenario = new Scenario(config);
  let built: MemoryCluster;
  beforeAll(async () => {
    const base = scenario.fresh();
    await scenario.run(apply, base);
    base.world.mayLoseQuorum = true;
    built = base;
  });
  const [permitted, refused] = FEW[members];
  const expected = (code: string) => (refused === 'few' ? [code] : 'plan');

  test('the configuration has as many members', () => {
    expect(scenario.desired.etcd).toHaveLength(members);
  });

  test('a replacement of a member needs --accept-downtime for one and two', async () => {
    const at = (acceptDowntime: boolean) => new Replacing(config, to(last, 'new1', '10.0.0.99'), {acceptDowntime});
    const [without, accepting] = [at(false), at(true)];
    expect(await answer(without.run(await without.built(), {dryRun: true}))).toEqual(expected('replace/few-members'));
    expect(await answer(accepting.run(await accepting.built(), {dryRun: true}))).toBe(permitted);
  });

  test('a replacement of a worker needs nothing', async () => {
    const replacing = new Replacing(config, to('w1', 'w9', '10.0.0.99'));
    expect(await answer(replacing.run(await replacing.built(), {dryRun: true}))).toBe('plan');
  });

  test('a restore needs --accept-downtime for one and two, and its completion does not', async () => {
    const cluster = built.newProcess();
    const snapshot = snapshotOf(cluster, 'the state of yesterday');
    const dryRun = (acceptDowntime: boolean) =>
      answer(restored(scenario, cluster, {snapshot, dryRun: true, acceptDowntime}));
    expect(await dryRun(false)).toEqual(expected('etcd/restore-few-members'));
    expect(await dryRun(true)).toBe(permitted);
    expect(cluster.operations).toEqual([]);
    await restored(scenario, cluster, {snapshot, acceptDowntime: true});
    expect(await restored(scenario, cluster, {snapshot})).toMatchObject({ran: false, state: {is: 'restored'}});
  });

  test('a recovery of a lost quorum needs consent only: etcd serves nothing already', async () => {
    const cluster = built.newProcess();
    for (const {host} of scenario.desired.etcd.slice(1)) {
      cluster.world.stop(host, 'etcd.service');
      cluster.world.disk(host).etcdData = undefined;
    }
    expect(await answer(recovered(scenario, cluster, {dryRun: true}))).toEqual(
      // One member is a majority of one.
      members === 1 ? ['etcd/recover-has-quorum'] : 'plan',
    );
  });

  test('a reset of a member is refused for the only one, and else needs --accept-reduced-tolerance', async () => {
    const dryRun = (acceptReducedTolerance: boolean) =>
      answer(
        scenario.run(
          resetOwn({hosts: [last as HostName], lost: new Set(), drainSeconds: 300, acceptReducedTolerance}),
          built.newProcess(),
          {dryRun: true},
        ),
      );
    const only = [...(place === 'stacked' ? ['remove/last-control-plane'] : []), 'quorum/at-risk'];
    expect(await dryRun(false)).toEqual(members === 1 ? only : ['quorum/at-risk']);
    expect(await dryRun(true)).toEqual(members === 1 ? only : 'plan');
  });
});
