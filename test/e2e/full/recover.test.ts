import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {quorate, succeed} from '../support/cli.js';
import {asLab, changedExample, type LabCluster, labCluster} from '../support/cluster.js';
import {members} from '../support/etcd.js';
import {freshHosts} from '../support/labs.js';
import {nothingFound, nothingToDo} from '../support/oracle.js';
import {refused} from '../support/refusal.js';
import {without} from '../support/variants.js';
import {lost, startWriter} from '../support/writer.js';

const CASES = [
  {topology: 'stacked', network: '10.88.50', etcd: ['cp1', 'cp2', 'cp3']},
  {topology: 'external', network: '10.88.51', etcd: ['etcd1', 'etcd2', 'etcd3']},
] as const;

describe.each(CASES)('$topology: a lost quorum', ({topology, network, etcd}) => {
  let cluster: LabCluster;
  let file: string;
  const name = `recover-${topology}`;
  const [survivor, second, third] = etcd;

  beforeAll(async () => {
    file = await changedExample(topology, text => asLab(name, network)(without('w2')(text)));
    cluster = await labCluster(file);
    await freshHosts(cluster);
    await succeed(['apply', '-c', file]);
  }, 3_600_000);
  afterAll(() => cluster?.lab.down());

  const recover = (...words: readonly string[]) => ['etcd', 'recover', '-c', file, '--confirm', name, ...words];
  /** At the same moment, without a transfer of leadership. */
  const wipe = (host: string) =>
    cluster.on(
      host,
      'sh',
      '-c',
      'systemctl stop --no-block etcd.service; systemctl kill -s KILL etcd.service; systemctl stop etcd.service; rm -rf /var/lib/etcd/member; systemctl start --no-block etcd.service',
    );

  test('is not recovered while a member is only stopped', async () => {
    await wipe(third);
    await cluster.on(second, 'systemctl', 'stop', 'etcd.service');
    const refusal = await refused(recover());
    expect(refusal.message).toContain(
      '[ERROR etcd/recover-not-lost]: etcd has 3 voters and needs 2: 2 have their data',
    );
    expect(refusal.suggestions.join()).toContain('quorate apply');
    await cluster.on(second, 'systemctl', 'start', 'etcd.service');
    await succeed(['remove', third, '-c', file, '--yes', '--accept-reduced-tolerance']);
    await succeed(['apply', '-c', file]);
  });

  test('is recovered from the member that is left, and nothing that it had is lost', async () => {
    const writer = await startWriter(cluster, 'w1', 'drill');
    await writer.acknowledges(50);
    await Promise.all([wipe(second), wipe(third)]);
    const found = await quorate(['topology', 'check', '-c', file]);
    expect(found.stdout).toContain('quorate etcd recover');
    console.log((await succeed([...recover(), '--dry-run'])).stdout);
    const {tookMs, stderr} = await succeed(recover());
    console.log(`recovered in ${(tookMs / 1000).toFixed(1)} s\n${stderr}`);
    await writer.acknowledges(10);
    const asked = await writer.stop();
    console.log(`${asked.acknowledged.length} acknowledged, longest gap ${(asked.longestGapMs / 1000).toFixed(1)} s`);
    expect(await lost(cluster, asked)).toEqual([]);
    expect(await members(cluster, survivor)).toEqual(etcd.map(each => ({name: each, started: true, learner: false})));
    expect(await nothingToDo(file)).toBe(true);
    await nothingFound(file);
  });

  test('is recovered by the same command when it was killed at five moments', async () => {
    await Promise.all([wipe(second), wipe(third)]);
    for (const at of ['3:sent', '5:before', '8:sent', '9:after', '12:sent']) {
      const {signal, stderr} = await quorate(recover(), {QUORATE_CRASH_AT: at});
      console.log(
        `killed at ${at}: ${signal}${signal === 'SIGKILL' ? '' : ` ${stderr.split('\n').slice(-3).join(' ')}`}`,
      );
    }
    const last = await quorate(recover());
    if (last.code !== 0) await succeed(['apply', '-c', file]);
    expect(await members(cluster, survivor)).toHaveLength(3);
    expect(await nothingToDo(file)).toBe(true);
    await nothingFound(file);
  });
});
