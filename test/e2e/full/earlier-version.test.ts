import {execa} from 'execa';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {succeed} from '../support/cli.js';
import {asLab, changedExample, type LabCluster, labCluster} from '../support/cluster.js';
import {killedUntilDone} from '../support/killed.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, nothingToDo} from '../support/oracle.js';
import {openShop} from '../support/shop.js';
import {lost, startWriter} from '../support/writer.js';

/** The folder of an earlier version of quorate that is built. Without it there is nothing to move from. */
const EARLIER = process.env.EARLIER_QUORATE;

const CASES = [
  {topology: 'stacked', network: '10.88.59'},
  {topology: 'external', network: '10.88.60'},
] as const;

describe.skipIf(EARLIER === undefined).each(CASES)('$topology:', ({topology, network}) => {
  const name = `earlier-${topology}`;
  let cluster: LabCluster;
  let file: string;

  beforeAll(async () => {
    file = await changedExample(topology, asLab(name, network));
    cluster = await labCluster(file);
    await freshHosts(cluster);
    await execa('node', ['bin/run.js', 'apply', '-c', file], {cwd: EARLIER!, env: {CI: 'true', NO_COLOR: '1'}});
    await openShop(cluster);
  }, 3_600_000);
  afterAll(() => cluster?.lab.down());

  test('a cluster of an earlier version is moved by an apply that is killed, and no acknowledged write is lost', async () => {
    const writer = await startWriter(cluster, 'w1', 'moved');
    await writer.acknowledges(20);
    const started = performance.now();
    const kills = await killedUntilDone(['apply', '-c', file], 4);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    await writer.acknowledges(20);
    const asked = await writer.stop();
    console.log(
      `${topology}: moved in ${seconds} s with ${kills} kills, ${asked.acknowledged.length} acknowledged, longest gap ${asked.longestGapMs} ms`,
    );
    expect(await lost(cluster, asked)).toEqual([]);
    expect(await nothingToDo(file)).toBe(true);
    await nothingFound(file);
    await succeed(['topology', 'check', '-c', file, '--probe']);
  }, 1_800_000);
});
