import {beforeAll, describe, expect, test} from 'vitest';
import type {HostName} from '../../src/core/model/names.js';
import {NOTHING_LEFT_OUT} from '../../src/core/plan/left-out/left-out.js';
import {survivors} from '../../src/core/plan/restore/survivors.js';
import {apply} from '../../src/workflows/apply.js';
import type {Killed, MemoryCluster} from '../support/memory-cluster.js';
import {recovered} from './restoring.js';
import {Scenario} from './run.js';
import {configWith, MANAGED_ETCD} from './small.js';

describe.each(MANAGED_ETCD)('%s: a recovery', {timeout: 240_000}, place => {
  const scenario = new Scenario(configWith(place, /^(etcd|cp|w1)/));
  const members = scenario.desired.etcd.map(({host}) => host);
  const [first, second, third] = members as [HostName, HostName, HostName];

  let base: MemoryCluster;
  beforeAll(async () => {
    base = scenario.fresh();
    await scenario.run(apply, base);
    base.world.mayLoseQuorum = true;
  });
  const built = () => base.newProcess();

  /** Their data and their processes are gone; what is in /etc and the marker are there. */
  function wiped(cluster: MemoryCluster, ...hosts: readonly HostName[]): MemoryCluster {
    for (const host of hosts) {
      cluster.world.stop(host, 'etcd.service');
      cluster.world.disk(host).etcdData = undefined;
    }
    return cluster;
  }
  const contents = ({world}: MemoryCluster) => members.map(host => world.disk(host).etcdData?.clusterId);

  test('makes a new cluster from the member that is left, and takes the others in again', async () => {
    const made = wiped(built(), second, third);
    const before = made.world.membership!.clusterId;
    const {proposal, diagnosis, leftOut, incomplete} = await recovered(scenario, made);
    expect([leftOut, incomplete]).toEqual([NOTHING_LEFT_OUT, undefined]);
    expect(proposal).toMatchObject({from: first, givenUp: [second, third], voters: 3});
    expect(made.world.membership!.clusterId).not.toBe(before);
    expect(new Set(contents(made))).toEqual(new Set([made.world.membership!.clusterId]));
    expect(made.world.membership!.members.map(({learner}) => learner)).toEqual([false, false, false]);
    expect(diagnosis!.verdict).toMatchObject({quorate: 'yes', healthy: 3});
    expect(diagnosis!.findings).toEqual([]);
    expect([...made.world.disk(first).beside.old.keys()]).toHaveLength(1);
    expect(await scenario.run(apply, made)).toMatchObject({ran: false});
  });

  test.each<[string, (cluster: MemoryCluster) => void]>([
    ['is down', ({world}) => world.stop(first, 'etcd.service')],
    ['was started without quorum', ({world}) => world.powerCycle()],
  ])('uses the data of a member that does not serve because it %s', async (_, silence) => {
    const made = wiped(built(), second, third);
    silence(made);
    const {diagnosis, proposal} = await recovered(scenario, made);
    expect(proposal!.survivors[0]!.offline).toMatchObject({revision: expect.stringMatching(/^\d+$/)});
    expect(diagnosis!.verdict).toMatchObject({quorate: 'yes', healthy: 3});
    expect(diagnosis!.findings).toEqual([]);
  });

  test('of survivors that do not all serve, recommends the one with the highest revision', async () => {
    const made = built();
    const {observed} = await made.observe(scenario.desired, 'plan');
    const data = new Map(
      await Promise.all(members.map(async host => [host, await made.host(host).etcdData.look()] as const)),
    );
    const {running: _, ...silent} = data.get(second)!;
    const revision = BigInt(data.get(first)!.running!.revision);
    const order = (own: bigint) =>
      survivors({
        desired: scenario.desired,
        observed,
        data: new Map([...data, [second, silent]]),
        offline: new Map([[second, {path: '/x.db', revision: `${own}`}]]),
        lost: new Set([third]),
      }).map(({member: {host}}) => host);
    expect(order(revision + 1n)).toEqual([second, first]);
    expect(order(revision - 1n)).toEqual([first, second]);
  });

  test('shows its plan and changes nothing in a dry run, and without consent', async () => {
    const made = wiped(built(), second, third);
    const {plan, proposal} = await recovered(scenario, made, {dryRun: true});
    expect(proposal!.from).toBe(first);
    expect(plan[0]!.title).toBe('Stop all other members for good');
    expect(await recovered(scenario, made, {confirm: async () => false})).toMatchObject({ran: false});
    expect(made.operations).toEqual([]);
  });

  test('is refused while etcd has quorum', async () => {
    const made = wiped(built(), third);
    await expect(recovered(scenario, made)).rejects.toMatchObject({
      message: expect.stringContaining('[ERROR etcd/recover-has-quorum]'),
    });
  });

  test.each<[string, (cluster: MemoryCluster) => void, RegExp]>([
    [
      'is only stopped',
      ({world}) => {
        for (const host of [first, second]) world.stop(host, 'etcd.service');
      },
      /needs 2: 2 have their data .*/,
    ],
    ['cannot be reached', ({world}) => world.lose(second), /needs 2: 1 has its data \(.*\), and 1 may come back/],
  ])('is refused, with the arithmetic, while one of two lost members %s', async (_, spoil, says) => {
    const made = wiped(built(), third);
    spoil(made);
    const failure = await recovered(scenario, made).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      message: expect.stringContaining('[ERROR etcd/recover-not-lost]: etcd has 3 voters'),
    });
    expect((failure as Error).message).toMatch(says);
    expect(made.operations).toEqual([]);
  });

  test('continues without a host that is stated as lost', async () => {
    const made = wiped(built(), third);
    made.world.lose(second);
    const shown = await recovered(scenario, made, {lost: [second], dryRun: true});
    const end = await recovered(scenario, made, {lost: [second]});
    for (const each of [shown, end])
      expect(each).toMatchObject({
        leftOut: {hosts: [{host: second, by: 'unreachable'}]},
        incomplete: {code: 'hosts/left-out', message: expect.stringContaining(second)},
      });
    expect(made.world.membership!.members.map(({host}) => host).toSorted()).toEqual([first, third].toSorted());
    expect(made.world.hasQuorum()).toBe(true);
  });

  test('is refused when no member has its data', async () => {
    const made = wiped(built(), ...members);
    await expect(recovered(scenario, made)).rejects.toMatchObject({
      message: expect.stringContaining('[ERROR etcd/recover-no-data]'),
      suggestions: [expect.stringContaining('quorate etcd restore SNAPSHOT')],
    });
  });

  test('ends the same when it was killed at any operation', async () => {
    const all: Killed[] = [];
    const end = wiped(built(), second, third)
      .newProcess()
      .watched(killed => all.push(killed));
    await recovered(scenario, end);
    const wrong: string[] = [];
    // How members join is killed at every operation elsewhere.
    const api = all.findIndex(({operation}) => operation.includes('run kube-apiserver.service'));
    const tried = all.filter((_, index) => index <= api + 3 || index % 15 === 0);
    for (const {when, operation, left} of tried) {
      const last = async () => {
        // Once all members are back, there is nothing to recover.
        const error = await recovered(scenario, left).catch((thrown: Error) => thrown);
        if (error instanceof Error && !error.message.includes('etcd/recover-has-quorum')) throw error;
        if (error instanceof Error) await scenario.run(apply, left);
      };
      try {
        await last();
      } catch (error) {
        wrong.push(`${when} ${operation}: ${(error as Error).message}`);
        continue;
      }
      if (new Set(contents(left)).size !== 1 || left.world.membership!.members.some(({learner}) => learner))
        wrong.push(`${when} ${operation}: ${JSON.stringify(left.world.membership)}`);
    }
    expect(wrong).toEqual([]);
    expect(all.length).toBeGreaterThan(20);
  });
});
