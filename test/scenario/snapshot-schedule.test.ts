import {describe, expect, test} from 'vitest';
import {hostName} from '../../src/core/model/names.js';
import type {SnapshotSchedule} from '../../src/core/model/snapshot-schedule.js';
import {SCHEDULE, SCHEDULE_UNIT} from '../../src/core/render/etcd/schedule.js';
import {apply} from '../../src/workflows/apply.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {Scenario} from './run.js';
import {configWith} from './small.js';

const HOURLY: SnapshotSchedule = {everySeconds: 3600, keepSeconds: 86_400};
const TIMER = '/etc/systemd/system/quorate-etcd-snapshot.timer';

describe.each([
  ['stacked', /^(cp1|cp2|cp3|w1)$/, ['cp1', 'cp2', 'cp3']],
  ['external', /^(etcd1|etcd2|etcd3|cp1|w1)$/, ['etcd1', 'etcd2', 'etcd3']],
] as const)('%s: a schedule of snapshots', (topology, hosts, members) => {
  const config = configWith(topology, hosts);
  const scenario = (snapshots?: SnapshotSchedule) => new Scenario({...config, etcd: snapshots ? {snapshots} : {}});
  const disk = ({world}: MemoryCluster, host: string) => world.disk(hostName(host));
  const titles = async (of: Scenario, cluster: MemoryCluster) =>
    (await of.run(apply, cluster, {dryRun: true})).plan.map(({title}) => title);
  const built = async () => {
    const cluster = scenario().fresh();
    await scenario().run(apply, cluster);
    return cluster;
  };

  test('is turned on for every member and no other host, and restarts nothing else', async () => {
    const on = scenario(HOURLY);
    const cluster = on.over(await built());
    const {plan} = await on.run(apply, cluster);
    for (const {name} of on.desired.hosts) {
      const isMember = (members as readonly string[]).includes(name);
      expect(disk(cluster, name).text(TIMER) !== undefined).toBe(isMember);
      expect(disk(cluster, name).runs(SCHEDULE_UNIT)).toBe(isMember);
    }
    const run = plan.flatMap(({actions}) =>
      actions.flatMap(action => (action.kind === 'service/run' ? action.unit : [])),
    );
    expect(new Set(run)).toEqual(new Set([SCHEDULE_UNIT]));
    expect(await titles(on, cluster.newProcess())).toEqual([]);
  });

  test('with another period restarts the timer', async () => {
    const on = scenario(HOURLY);
    const cluster = on.over(await built());
    await on.run(apply, cluster);
    const daily = scenario({...HOURLY, everySeconds: 86_400});
    const changed = daily.over(cluster);
    const {plan} = await daily.run(apply, changed);
    expect(disk(changed, members[0]).text(TIMER)).toContain('*-*-* 00:00:00 UTC');
    expect(plan.flatMap(({actions}) => actions).filter(({kind}) => kind === 'service/run')).toHaveLength(
      members.length,
    );
    expect(await titles(daily, changed.newProcess())).toEqual([]);
  });

  test('that is deleted is turned off, and its files are gone and forgotten', async () => {
    const on = scenario(HOURLY);
    const cluster = on.over(await built());
    await on.run(apply, cluster);
    const off = scenario();
    const without = off.over(cluster);
    expect(await titles(off, without)).toEqual(['Remove units that are no longer configured']);
    await off.run(apply, without);
    for (const name of members) {
      const left = disk(without, name);
      expect(left.runs(SCHEDULE_UNIT)).toBe(false);
      expect(SCHEDULE.paths.filter(path => left.files.has(path) || left.owned.has(path))).toEqual([]);
    }
    expect(await titles(off, without.newProcess())).toEqual([]);
  });
});
