import {beforeAll, describe, expect, test} from 'vitest';
import type {HostName} from '../../src/core/model/names.js';
import {termsText} from '../../src/core/restore/terms.js';
import {apply} from '../../src/workflows/apply.js';
import {join} from '../../src/workflows/join.js';
import type {OpenedSnapshot} from '../../src/workflows/restore-prepare.js';
import type {Killed, MemoryCluster} from '../support/memory-cluster.js';
import {restored, snapshotOf} from './restoring.js';
import {Scenario} from './run.js';
import {configWith, MANAGED_ETCD} from './small.js';

describe.each(MANAGED_ETCD)('%s: a restore', {timeout: 240_000}, place => {
  const scenario = new Scenario(configWith(place, /^(etcd|cp|w1)/));
  const members = scenario.desired.etcd.map(({host}) => host);
  const servers = scenario.desired.controlPlanes.map(({host}) => host);

  const worker = scenario.desired.hosts.find(({name}) => name.startsWith('w'))!.name;

  let base: MemoryCluster;
  let snapshot: OpenedSnapshot;
  beforeAll(async () => {
    base = scenario.fresh();
    await scenario.run(apply, base);
    base.world.mayLoseQuorum = true;
    snapshot = snapshotOf(base, 'the state of yesterday');
  });
  const built = () => base.newProcess();
  const dataOf = ({world}: MemoryCluster, host: HostName) => world.disk(host).etcdData;
  const contents = (cluster: MemoryCluster) => members.map(host => dataOf(cluster, host)?.restored?.text.slice(0, 64));

  test('replaces the data of all members and keeps the old', async () => {
    const made = built();
    const before = made.world.membership!;
    const {plan, state, diagnosis} = await restored(scenario, made, {snapshot});
    expect(plan.map(({title}) => title)).toEqual([
      'Take a snapshot of what is there now',
      'Send the snapshot to the members',
      'Restore the snapshot beside the data of each member',
      'Record that the restore has started',
      'Stop API servers',
      'Stop etcd on all members',
      'Put the restored data in place',
      'Record the restored members',
      'Start etcd on all members',
      'Start API servers',
    ]);
    expect(contents(made)).toEqual(members.map(() => snapshot.sha256));
    expect(new Set(members.map(host => dataOf(made, host)!.restored!.text))).toEqual(new Set([termsText(state.terms)]));
    expect(made.world.membership!.clusterId).not.toBe(before.clusterId);
    for (const host of members) {
      const {old} = made.world.disk(host).beside;
      const id = before.members.find(member => member.host === host)!.id;
      expect([...old.keys()]).toEqual([`${before.clusterId}-${id}`]);
    }
    expect(diagnosis!.verdict).toMatchObject({quorate: 'yes', healthy: members.length});
    expect(diagnosis!.findings).toEqual([]);
    expect(await scenario.run(apply, made.newProcess())).toMatchObject({ran: false});
  });

  test('without a worker that cannot be reached names it, and ends as other commands that leave out hosts', async () => {
    const made = built();
    made.world.lose(worker);
    for (const dryRun of [true, false]) {
      const {ran, leftOut, incomplete} = await restored(scenario, made, {snapshot, dryRun});
      expect(ran).toBe(!dryRun);
      expect(leftOut.hosts).toMatchObject([{host: worker, by: 'unreachable'}]);
      expect(incomplete).toMatchObject({code: 'hosts/left-out', message: expect.stringContaining(worker)});
    }
    expect(contents(made)).toEqual(members.map(() => snapshot.sha256));
  });

  test('does nothing the second time, and restores again if asked, with a higher revision', async () => {
    const made = built();
    const first = await restored(scenario, made, {snapshot});
    const again = await restored(scenario, made.newProcess(), {snapshot});
    expect(again).toMatchObject({ran: false, plan: [], state: {is: 'restored'}});
    const repeated = await restored(scenario, made, {snapshot, again: true});
    expect(repeated.ran).toBe(true);
    expect(BigInt(repeated.state.terms.bump)).toBeGreaterThan(BigInt(first.state.terms.bump) + 900_000_000n);
    expect(made.world.hasQuorum()).toBe(true);
  });

  test('shows its plan and changes nothing in a dry run', async () => {
    const made = built();
    const {plan, ran} = await restored(scenario, made, {snapshot, dryRun: true});
    expect([plan.length, ran, made.operations]).toEqual([10, false, []]);
  });

  test('restores an etcd whose members have lost all of their data', async () => {
    const made = built();
    for (const host of members) {
      made.world.stop(host, 'etcd.service');
      made.world.disk(host).etcdData = undefined;
    }
    const {plan} = await restored(scenario, made, {snapshot});
    expect(plan[0]!.title).toBe('Send the snapshot to the members');
    expect(made.world.hasQuorum()).toBe(true);
    expect(contents(made)).toEqual(members.map(() => snapshot.sha256));
  });

  async function kills(): Promise<{readonly all: readonly Killed[]; readonly end: MemoryCluster}> {
    const all: Killed[] = [];
    const end = built().watched(killed => all.push(killed));
    await restored(scenario, end, {snapshot});
    return {all, end};
  }

  // The hosts lose power in one topology, and keep it in the other: each kill takes a second.
  const powerCut = place === 'external';

  test(`ends the same when it was killed at any operation${powerCut ? ', with the power of all hosts' : ''}`, async () => {
    const {all, end} = await kills();
    const pictures = new Set<string>();
    for (const {when, operation, left} of all) {
      if (powerCut) left.world.powerCycle();
      const outcome = await restored(scenario, left, {snapshot}).catch((error: unknown) => {
        throw new Error(`${when} ${operation}: ${String(error)}`);
      });
      expect(contents(left)).toEqual(members.map(() => snapshot.sha256));
      expect(outcome.diagnosis?.findings ?? []).toEqual([]);
      pictures.add(left.world.picture());
    }
    expect(all.length).toBeGreaterThan(8 * members.length);
    expect(pictures).toEqual(new Set([end.world.picture()]));
  });

  test('refuses every other verb while it is not complete, and another snapshot', async () => {
    const {all} = await kills();
    const isUnderWay = ({left}: Killed) =>
      members.some(host =>
        left.world
          .disk(host)
          .markers()
          .some(marker => marker?.state === 'restoring'),
      );
    const underWay = all.filter(isUnderWay);
    expect(underWay.length).toBeGreaterThan(4 * members.length);
    for (const {left, operation} of underWay) {
      const done = left.operations.length;
      for (const verb of [apply, join([servers[0]!])])
        await expect(scenario.run(verb, left), operation).rejects.toMatchObject({
          message: expect.stringContaining(
            `[ERROR etcd/restore-interrupted]: the restore of the snapshot with the SHA-256 ${snapshot.sha256} was interrupted`,
          ),
          suggestions: expect.arrayContaining([expect.stringContaining('`quorate etcd restore SNAPSHOT`')]),
        });
      await expect(restored(scenario, left, {snapshot: snapshotOf(left, 'another')})).rejects.toMatchObject({
        message: expect.stringContaining('[ERROR etcd/restore-other]'),
      });
      expect(left.operations.length).toBe(done);
    }
  });

  test('is refused while a member or an API server cannot be reached', async () => {
    for (const host of new Set([members[1]!, servers[2]!])) {
      const made = built();
      made.world.lose(host);
      await expect(restored(scenario, made, {snapshot})).rejects.toMatchObject({
        message: expect.stringContaining(`[ERROR etcd/restore-unreachable]: ${host}`),
      });
      expect(made.operations).toEqual([]);
    }
  });
});
