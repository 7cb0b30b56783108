import {beforeAll, describe, expect, test} from 'vitest';
import {IDENTITY} from '../../src/core/model/identity-record.js';
import type {HostName} from '../../src/core/model/names.js';
import type {OpenedBackup} from '../../src/io/local/backup-open.js';
import {apply} from '../../src/workflows/apply.js';
import type {Killed, MemoryCluster} from '../support/memory-cluster.js';
import {backupOf, rebuilt, restored} from './restoring.js';
import {Scenario} from './run.js';
import {configWith, MANAGED_ETCD} from './small.js';

const CA_KEY = '/etc/kubernetes/pki/ca.key';

describe.each(MANAGED_ETCD)('%s: a restore of a backup on empty hosts', {timeout: 240_000}, place => {
  const scenario = new Scenario(configWith(place, /^(etcd|cp|w1)/));
  const members = scenario.desired.etcd.map(({host}) => host);
  const first = scenario.desired.controlPlanes[0]!.host;

  let lost: MemoryCluster;
  let backup: OpenedBackup;
  beforeAll(async () => {
    lost = scenario.fresh();
    await scenario.run(apply, lost);
    backup = backupOf(scenario, lost, 'the state of yesterday');
  });
  const contents = ({world}: MemoryCluster) =>
    members.map(host => world.disk(host).etcdData?.restored?.text.slice(0, 64));
  const digests = members.map(() => expect.stringMatching(new RegExp(`^${'[0-9a-f]{64}'}$`)));

  test('gives the cluster back with its data, its keys and its identity', async () => {
    const made = scenario.fresh();
    const {plan, diagnosis} = await rebuilt(scenario, made, {backup});
    const titles = plan.map(({title}) => title);
    expect(titles.slice(0, 2)).toEqual(['Record that the restore has started', 'Record the identity of the cluster']);
    expect(titles).not.toContain('Bootstrap etcd');
    expect(contents(made)).toEqual(members.map(() => backup.snapshot.sha256));
    const idOf = (cluster: MemoryCluster) => /^cluster=.*$/m.exec(cluster.world.disk(first).text(IDENTITY)!)![0];
    expect(idOf(made)).toBe(idOf(lost));
    expect(made.world.disk(first).text(CA_KEY)).toBe(lost.world.disk(first).text(CA_KEY));
    expect(diagnosis!.verdict).toMatchObject({quorate: 'yes', healthy: members.length});
    expect(diagnosis!.findings).toEqual([]);
    expect(made.world.bootstrapCount).toBe(0);
    expect(await scenario.run(apply, made.newProcess())).toMatchObject({ran: false});
    expect(await rebuilt(scenario, made.newProcess(), {backup})).toMatchObject({ran: false, plan: []});
  });

  test('shows its plan and changes nothing in a dry run, and without consent', async () => {
    const made = scenario.fresh();
    expect((await rebuilt(scenario, made, {backup, dryRun: true})).plan.length).toBeGreaterThan(8);
    expect(await rebuilt(scenario, made, {backup, confirm: async () => false})).toMatchObject({ran: false});
    expect(made.operations).toEqual([]);
  });

  async function kills(): Promise<{readonly all: readonly Killed[]; readonly end: MemoryCluster}> {
    const all: Killed[] = [];
    const end = scenario.fresh().watched(killed => all.push(killed));
    await rebuilt(scenario, end, {backup});
    return {all, end};
  }

  /** What only a restore does, and a part of the rest: that is what every new cluster does. */
  const chosen = (all: readonly Killed[]): readonly Killed[] =>
    all.filter(({operation}, at) => at === 0 || /data|snapshot|marker|etcd-member/.test(operation) || at % 25 === 0);

  // The hosts lose power in one topology, and keep it in the other: each kill takes a second.
  const powerCut = place === 'external';

  test(`ends the same when it was killed at any operation${powerCut ? ', with the power of all hosts' : ''}`, async () => {
    const {all, end} = await kills();
    const pictures = new Set<string>();
    for (const {when, operation, left} of chosen(all)) {
      if (powerCut) left.world.powerCycle();
      await rebuilt(scenario, left, {backup}).catch((error: unknown) => {
        throw new Error(`${when} ${operation}: ${String(error)}`);
      });
      expect(contents(left)).toEqual(members.map(() => backup.snapshot.sha256));
      expect(left.world.bootstrapCount).toBe(0);
      pictures.add(left.world.picture());
    }
    expect(all.length).toBeGreaterThan(20);
    expect(pictures).toEqual(new Set([end.world.picture()]));
  });

  test('lets no other verb bootstrap an empty etcd after it was killed', async () => {
    const {all} = await kills();
    for (const {left, operation} of chosen(all).slice(1)) {
      await scenario.run(apply, left).catch(() => undefined);
      const made = contents(left).filter(data => data !== undefined).length;
      expect(left.world.bootstrapCount, operation).toBe(0);
      expect(made, operation).toBeLessThanOrEqual(members.length);
    }
  });

  test('is not continued with its snapshot alone while etcd is not installed', async () => {
    const {all} = await kills();
    let refused = 0;
    for (const {left, operation} of chosen(all).slice(1)) {
      if (members.every(host => left.world.disk(host).files.has('/etc/systemd/system/etcd.service'))) continue;
      const before = left.operations.length;
      await expect(restored(scenario, left, {snapshot: backup.snapshot}), operation).rejects.toMatchObject({
        message: expect.stringContaining('backup/restore-interrupted'),
      });
      expect(left.operations.length).toBe(before);
      refused += 1;
    }
    expect(refused).toBeGreaterThan(1);
  });

  test('is refused on hosts that have a member of their own', async () => {
    const made = lost.newProcess();
    await expect(rebuilt(scenario, made, {backup: backupOf(scenario, lost, 'another')})).rejects.toMatchObject({
      message: expect.stringContaining(`[ERROR backup/cluster-exists]: ${members[0]}`),
    });
    expect(made.operations).toEqual([]);
  });

  test('is refused on hosts of another cluster, and with other versions', async () => {
    const other = scenario.fresh();
    await scenario.run(apply, other);
    await expect(rebuilt(scenario, other, {backup})).rejects.toMatchObject({
      message: expect.stringContaining('[ERROR backup/other-cluster]'),
    });
    const {manifest} = backup;
    const older = {...backup, manifest: {...manifest, versions: {...manifest.versions, kubernetes: '1.35.1'}}};
    await expect(rebuilt(scenario, scenario.fresh(), {backup: older})).rejects.toMatchObject({
      message: expect.stringContaining('[ERROR backup/other-version]'),
    });
  });

  test('is refused while an etcd host or a control plane cannot be reached', async () => {
    for (const host of new Set<HostName>([members[1]!, first])) {
      const made = scenario.fresh();
      made.world.lose(host);
      await expect(rebuilt(scenario, made, {backup})).rejects.toMatchObject({code: expect.stringMatching(/^hosts\//)});
      expect(made.operations).toEqual([]);
    }
  });

  test('leaves out a worker that cannot be reached, and says so', async () => {
    const made = scenario.fresh();
    made.world.lose('w1' as HostName);
    const {incomplete, diagnosis} = await rebuilt(scenario, made, {backup});
    expect(incomplete).toMatchObject({code: expect.stringMatching(/^hosts\//)});
    expect(diagnosis!.verdict).toMatchObject({quorate: 'yes'});
    expect(contents(made)).toEqual(digests);
  });
});
