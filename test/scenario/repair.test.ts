import {describe, expect, test} from 'vitest';
import {Failure} from '../../src/core/failure.js';
import {type HostName, hostName} from '../../src/core/model/names.js';
import {ETCD_MARKER, ETCD_MARKER_COPY} from '../../src/core/render/etcd/marker.js';
import {PKI} from '../../src/core/render/paths.js';
import {apply} from '../../src/workflows/apply.js';
import {join} from '../../src/workflows/join.js';
import {upgrade} from '../../src/workflows/upgrade.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {Scenario} from './run.js';
import {configWith, MANAGED_ETCD} from './small.js';

const DAY = 24 * 3_600_000;
const BAD = [{name: 'no-such-flag', value: '1'}];

describe.each(MANAGED_ETCD)('%s: an etcd that serves nothing', {timeout: 120_000}, place => {
  const config = configWith(place, /^(etcd|cp|w1)/);
  const scenario = new Scenario(config);
  const members = scenario.desired.etcd.map(({host}) => host);

  /** A cluster on which no member runs. */
  async function silent(make = scenario, now = new Date()): Promise<MemoryCluster> {
    const made = make.fresh();
    await make.run(apply, made, {now: () => now});
    made.world.mayLoseQuorum = true;
    for (const host of members) made.world.stop(host, 'etcd.service');
    return made;
  }
  const idsOf = ({world}: MemoryCluster) => members.map(host => world.disk(host).etcdData?.memberId);

  test('is started again by apply', async () => {
    const made = await silent();
    const before = idsOf(made);
    await scenario.run(apply, made);
    expect(made.world.hasQuorum()).toBe(true);
    expect(idsOf(made)).toEqual(before);
    expect(made.world.bootstrapCount).toBe(1);
  });

  test('after all certificates have expired, is repaired by one apply, which renews all of them', async () => {
    const made = await silent(scenario, new Date(Date.now() - 372 * DAY));
    const before = idsOf(made);
    const {warnings, diagnosis, plan} = await scenario.run(apply, made);
    const kinds = plan.flatMap(({actions}) => actions.map(({kind}) => kind));
    // The result has the repair, and then what was planned when etcd served again.
    expect(kinds.indexOf('cert/issue')).toBeLessThan(kinds.indexOf('etcd/await-leader'));
    expect(kinds.lastIndexOf('cert/issue')).toBeGreaterThan(kinds.indexOf('etcd/await-leader'));
    expect(warnings.map(({code}) => code)).toContain('etcd/repair');
    expect(warnings.find(({code}) => code === 'etcd/repair')!.message).toMatch(/^\d+ certificates on .* have expired/);
    expect(diagnosis!.findings).toEqual([]);
    expect(idsOf(made)).toEqual(before);
    expect(await scenario.run(apply, made)).toMatchObject({ran: false});
  });

  test('with a flag that it does not start with on every host, is repaired by the corrected file', async () => {
    const wrong = new Scenario({...config, extraArgs: {...config.extraArgs, etcd: BAD}});
    const made = await silent(wrong);
    made.world.broken.add('--no-such-flag=');
    made.world.powerCycle();
    const cluster = scenario.over(made);
    await scenario.run(apply, cluster);
    expect(cluster.world.hasQuorum()).toBe(true);
    expect(await scenario.run(apply, cluster)).toMatchObject({ran: false});
  });

  test('is repaired when a run killed at any operation is run again', async () => {
    const {diverged} = await scenario.everyKill(apply, await silent(scenario, new Date(Date.now() - 372 * DAY)), {
      among: titles => titles.slice(0, 12),
      slowStart: false,
    });
    expect(diverged).toEqual([]);
  });

  test('is repaired without a member that cannot be reached', async () => {
    const made = await silent();
    made.world.lose(members[2]!);
    await scenario.run(apply, made);
    expect(made.world.hasQuorum()).toBe(true);
    expect(made.world.bootstrapCount).toBe(1);
  });

  test('refuses other verbs with the command that repairs it', async () => {
    const made = await silent(scenario, new Date(Date.now() - 372 * DAY));
    await expect(scenario.run(join([hostName('w1')]), made)).rejects.toMatchObject({
      message: expect.stringContaining('have expired'),
      suggestions: [expect.stringContaining('`quorate apply`')],
    });
  });

  test('is not touched by a run with --limit, nor by an upgrade that was not started before', async () => {
    const made = await silent();
    const limited = await scenario.run(apply, made, {limit: [members[0]!]}).catch((thrown: unknown) => thrown);
    expect(limited).toMatchObject({suggestions: [expect.stringContaining('`quorate apply`')]});
    const next = new Scenario({...config, kubernetesVersion: '1.37.2'});
    const cluster = next.over(made);
    let written = false;
    const settings = {
      rollout: {maxUnavailable: 1, drainSeconds: 60, healthSeconds: 5},
      available: ['1.36.3', '1.37.2'],
      rollback: false,
      acceptDowntime: false,
      beforeFirstChange: async () => {
        written = true;
      },
    };
    await expect(next.run(upgrade(settings), cluster)).rejects.toMatchObject({
      message: expect.stringContaining('has etcd 3.6.16, not 3.7.3 as configured'),
    });
    expect(written).toBe(false);
    expect(cluster.operations).toEqual([]);
  });

  test('that runs everywhere is not restarted: it may be slow', async () => {
    const made = await silent();
    for (const host of members) made.world.start(host, 'etcd.service');
    for (const host of members) made.world.unresponsive.add(host);
    const changed = new Scenario({...config, extraArgs: {...config.extraArgs, etcd: [{name: 'v', value: '1'}]}});
    const cluster = changed.over(made);
    await expect(changed.run(apply, cluster)).rejects.toMatchObject({
      message: expect.stringContaining('with valid certificates'),
    });
    expect(cluster.operations).toEqual([]);
  });

  /** Certificates, and whether etcd can be without service because they have expired. */
  const expired = [
    {path: PKI.etcdServer.cert, isOfEtcd: true},
    {path: PKI.etcdPeer.cert, isOfEtcd: true},
    {path: PKI.apiserver.cert, isOfEtcd: false},
    {path: PKI.etcdClient.cert, isOfEtcd: false},
    {path: PKI.kubelet.cert, isOfEtcd: false},
  ];

  test.each(expired)('that runs everywhere and is slow, is repaired if $path has expired: $isOfEtcd', async each => {
    const made = await silent();
    for (const host of members) {
      made.world.start(host, 'etcd.service');
      made.world.unresponsive.add(host);
    }
    await expire(made, each.path, scenario);
    const changed = new Scenario({...config, extraArgs: {...config.extraArgs, etcd: [{name: 'v', value: '1'}]}});
    const cluster = changed.over(made);
    const error = await changed.run(apply, cluster).catch((thrown: unknown) => thrown);
    const isRefused = error instanceof Failure && error.message.includes('with valid certificates');
    expect(isRefused).toBe(!each.isOfEtcd);
    expect(cluster.operations.length > 0).toBe(each.isOfEtcd);
  });

  const damage: readonly {readonly what: string; readonly on: (cluster: MemoryCluster, host: HostName) => void}[] = [
    {what: 'lost its data', on: ({world}, host) => void (world.disk(host).etcdData = undefined)},
    {what: 'lost its marker', on: ({world}, host) => forget(world, host)},
    {what: 'is unreachable', on: ({world}, host) => world.lose(host)},
  ];

  test.each(damage)('is not touched while a majority of its members $what', async ({on}) => {
    const made = await silent();
    for (const host of members.slice(0, 2)) on(made, host);
    const operations = made.operations.length;
    const error = await scenario.run(apply, made).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({suggestions: expect.anything()});
    expect(made.operations.length).toBe(operations);
  });
});

/** Puts the certificate of a cluster that is a year older in the place of each certificate of this path. */
async function expire({world}: MemoryCluster, path: string, scenario: Scenario): Promise<void> {
  const old = scenario.fresh();
  await scenario.run(apply, old, {now: () => new Date(Date.now() - 372 * DAY)});
  const holders = [...world.disks].filter(([, disk]) => disk.files.has(path));
  expect(holders.length).toBeGreaterThan(0);
  for (const [host, disk] of holders) disk.files.set(path, old.world.disk(host).files.get(path)!);
}

const forget = (world: MemoryCluster['world'], host: HostName): void => {
  for (const path of [ETCD_MARKER, ETCD_MARKER_COPY]) world.disk(host).files.delete(path);
};
