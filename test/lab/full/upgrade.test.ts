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

describe.each(CASES)('a cluster, $topology, that goes from one minor to the next', ({topology, about}) => {
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

  test('the plan says what moves, in which order and by which rules, and changes nothing', () => isPlanned(drill));

  test('with a member down it is refused, with the arithmetic and how to heal it', () => isRefusedOneShort(drill));

  test('an etcd that never becomes healthy is taken back, and the others go on', () => brokenEtcdIsTakenBack(drill));

  test('killed when one member has moved it is called back, and nobody has moved', () => isCalledBack(drill));

  test('when the host of the leader loses its power on the way the run ends, and loses nothing', () =>
    survivesThePowerCutOfTheLeader(drill));

  test('an API server that exits at once is taken back, and the others serve', () => brokenApiServerIsTakenBack(drill));

  test('a kubelet that never gets ready is taken back', () => brokenKubeletIsTakenBack(drill));

  test('a budget that lets nobody go refuses the rest before anything changes', () => isRefusedByBudget(drill));

  test('by a plan that was saved it goes on to the end, and loses no write and no answer', () => goesByPlan(drill));

  test('a snapshot of before is kept', async () => {
    const state = process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state');
    expect(await readdir(join(state, 'quorate', 'snapshots', `up-${topology}`))).not.toEqual([]);
  });
});
