import {readdir, rm} from 'node:fs/promises';
import {homedir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {asLab, changedExample, labCluster} from '../support/cluster.js';
import {freshHosts} from '../support/labs.js';
import {EXTERNAL, STACKED} from '../support/topology.js';
import {
  brokenApiServerIsTakenBack,
  brokenEtcdIsTakenBack,
  brokenKubeletIsTakenBack,
  goesByPlan,
  isCalledBack,
  isPlanned,
  isRefusedByBudget,
  isRefusedOneShort,
  survivesThePowerCutOfTheLeader,
} from '../support/upgrade-drills.js';
import {buildBoth, type Upgrading, upgrading} from '../support/upgrading.js';

const CASES = [
  {topology: 'stacked', about: {...STACKED, network: '10.88.17'}},
  {topology: 'external', about: {...EXTERNAL, network: '10.88.18'}},
];

describe.each(CASES)('an upgrade to the next minor, $topology,', ({topology, about}) => {
  let file: string;
  let drill: Upgrading;

  beforeAll(async () => {
    await buildBoth();
    file = await changedExample(topology, asLab(`up-${topology}`, about.network));
    const cluster = await labCluster(file);
    await freshHosts(cluster);
    await succeed(['apply', '-c', file]);
    drill = await upgrading(cluster, about);
  }, 3_600_000);

  afterAll(async () => {
    drill?.close();
    await succeed(['lab', 'down', '-c', file]);
    await rm(dirname(file), {recursive: true});
  });

  test('is planned with versions, stages and checks, and the plan changes nothing', () => isPlanned(drill));

  test('is refused while a member is down, with the arithmetic and a remedy', () => isRefusedOneShort(drill));

  test('rolls back an etcd that never becomes healthy, and the others continue', () => brokenEtcdIsTakenBack(drill));

  test('that was killed after one member is rolled back with --abort', () => isCalledBack(drill));

  test('during which the host of the leader loses power stops without a lost write', () =>
    survivesThePowerCutOfTheLeader(drill));

  test('rolls back an API server that exits at once, and the others serve', () => brokenApiServerIsTakenBack(drill));

  test('rolls back a kubelet that never becomes ready', () => brokenKubeletIsTakenBack(drill));

  test('is refused before the next change when a PodDisruptionBudget allows no eviction', () =>
    isRefusedByBudget(drill));

  test('completes with a saved plan, without a lost write or a failed read', () => goesByPlan(drill));

  test('keeps a snapshot from before the upgrade', async () => {
    const state = process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state');
    expect(await readdir(join(state, 'quorate', 'snapshots', `up-${topology}`))).not.toEqual([]);
  });
});
