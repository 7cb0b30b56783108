import {beforeAll, describe, expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {CAS} from '../../../src/core/pki/cas.js';
import {apply} from '../../../src/workflows/apply.js';
import {assertComplete, backupSecrets} from '../../../src/workflows/backup-secrets.js';
import {join} from '../../../src/workflows/join.js';
import {remove} from '../../../src/workflows/remove.js';
import {upgrade} from '../../../src/workflows/upgrade.js';
import type {Verb} from '../../../src/workflows/verb.js';
import type {MemoryCluster} from '../../support/memory-cluster.js';
import {backupOf, rebuilt} from '../restoring.js';
import {Scenario} from '../run.js';
import {configWith, MANAGED_ETCD} from '../small.js';
import {keysOn, locked, OPERATOR, refusedFor} from './support.js';

const named = (names: RegExp, kubernetesVersion = '1.36.3') =>
  new Scenario({...configWith('stacked', names), pki: OPERATOR, kubernetesVersion});
const cluster = named(/^(cp1|cp2|cp3|w1)$/);
const [cp3, w1] = [hostName('cp3'), hostName('w1')];
const renew: Verb = {name: 'pki renew', joinable: () => [], checkState: () => []};
const rollout = {maxUnavailable: 1, drainSeconds: 60, healthSeconds: 5};

let small: MemoryCluster;
let complete: MemoryCluster;
beforeAll(async () => {
  small = cluster.fresh();
  const few = named(/^(cp1|cp2)$/);
  await few.run(apply, small);
  complete = cluster.fresh();
  await cluster.run(apply, complete);
});

/** A quarter of the operations: each kill takes a second. */
const among = (operations: readonly string[]) => operations.filter((_, at) => at % 4 === 0);

test('a control plane and a worker that join need the identity, and get no CA key', {timeout: 300_000}, async () => {
  const verb = join([cp3, w1]);
  const without = locked(cluster.over(small));
  await expect(cluster.run(verb, without)).rejects.toMatchObject(refusedFor('pki/identity-missing'));
  expect(without.operations).toEqual([]);
  const {ran} = await cluster.run(verb, locked(cluster.over(small)), {dryRun: true});
  expect(ran).toBe(false);
  const {diverged} = await cluster.everyKill(verb, cluster.over(small), {among});
  expect(diverged).toEqual([]);
  const joined = cluster.over(small);
  await cluster.run(verb, joined);
  expect(joined.world.nodes.has(w1)).toBe(true);
  expect(keysOn(joined)).toEqual([]);
});

test('an identity that does not decrypt is refused before the first change', async () => {
  const left = cluster.over(small);
  left.world.caHome.set('ca.key.age', Buffer.from('1\nanother text'));
  await expect(cluster.run(join([w1]), left)).rejects.toMatchObject({code: 'pki/shared-broken'});
  expect(left.operations).toEqual([]);
});

test('a backup has the keys of the operator, and is refused without the identity', async () => {
  const subject = (home = complete.newProcess()) => ({
    desired: cluster.desired,
    hosts: cluster.desired.controlPlanes.map(({host}) => host),
    host: home.host,
    home: home.caHome,
  });
  const {files: secrets, locked: none} = await backupSecrets(subject());
  expect(none).toEqual([]);
  const disk = complete.world.disk(cp3);
  for (const {keyPath, certPath} of Object.values(CAS)) {
    expect(secrets.get(certPath)?.toString()).toBe(disk.text(certPath));
    expect(secrets.get(keyPath)?.toString()).toContain('PRIVATE KEY');
  }
  const without = subject(locked(complete.newProcess()));
  const incomplete = await backupSecrets(without);
  expect(incomplete.locked).toEqual(Object.keys(CAS));
  expect(Object.values(CAS).filter(({keyPath}) => incomplete.files.has(keyPath))).toEqual([]);
  expect(incomplete.files.size).toBeGreaterThan(2);
  expect(() => assertComplete(incomplete, without.home)).toThrow(
    expect.objectContaining(refusedFor('pki/identity-missing')),
  );
});

test('a control plane that is lost is removed without the identity', async () => {
  const left = locked(cluster.over(complete));
  left.world.lose(cp3);
  const removal = {hosts: [cp3], lost: new Set([cp3]), drainSeconds: 300, acceptReducedTolerance: true};
  const {warnings} = await cluster.run(remove(removal), left);
  const held = warnings.map(({message}) => message).join('\n');
  expect(held).toContain('admin.conf');
  expect(held).not.toContain('private keys of the CAs');
});

test('an upgrade needs no identity where it issues nothing', {timeout: 300_000}, async () => {
  const after = named(/^(cp1|cp2|cp3|w1)$/, '1.37.2');
  const left = locked(after.over(complete));
  const given = {rollout, available: ['1.36.3', '1.37.2'], rollback: false, acceptDowntime: false};
  const {ran} = await after.run(upgrade(given), left);
  expect(ran).toBe(true);
  expect(keysOn(left)).toEqual([]);
});

test('a renewal issues all certificates again with the keys of the operator', {timeout: 300_000}, async () => {
  const config = {...configWith('stacked', /^(cp1|cp2|cp3|w1)$/), pki: OPERATOR};
  const later = new Date(Date.now() + 7_200_000);
  const renewing = new Scenario(config, undefined, {...cluster.desired, renewal: {issuedBefore: later}});
  const at = {now: () => new Date(later.getTime() + 3_600_000)};
  await expect(renewing.run(renew, locked(renewing.over(complete)), at)).rejects.toMatchObject(
    refusedFor('pki/identity-missing'),
  );
  const renewed = renewing.over(complete);
  const {plan} = await renewing.run(renew, renewed, at);
  const issued = plan.flatMap(({actions}) => actions).filter(({kind}) => kind === 'cert/issue');
  expect(new Set(issued.map(action => 'cert' in action && action.cert.signedBy))).toEqual(new Set(Object.keys(CAS)));
  expect(keysOn(renewed)).toEqual([]);
});

describe.each(MANAGED_ETCD)('a restore of a backup on empty hosts, %s etcd:', place => {
  const config = configWith(place, /^(etcd|cp|w1)/);
  const scenario = new Scenario({...config, pki: OPERATOR});
  const onHosts = new Scenario(config);

  test('fills an empty directory with the CAs of the backup', {timeout: 300_000}, async () => {
    const lost = onHosts.fresh();
    await onHosts.run(apply, lost);
    const backup = backupOf(onHosts, lost, 'the state of yesterday');
    const made = scenario.fresh();
    const {diagnosis} = await rebuilt(scenario, made, {backup});
    expect(diagnosis!.findings).toEqual([]);
    expect(keysOn(made)).toEqual([]);
    const first = scenario.desired.controlPlanes[0]!.host;
    expect(made.world.disk(first).text(CAS.ca.certPath)).toBe(lost.world.disk(first).text(CAS.ca.certPath));
    expect(await scenario.run(apply, locked(made.newProcess(made.world)))).toMatchObject({ran: false});

    const another = scenario.fresh();
    await scenario.run(apply, another);
    const mistaken = scenario.fresh();
    mistaken.world.caHome = another.world.caHome;
    await expect(rebuilt(scenario, mistaken, {backup})).rejects.toMatchObject(refusedFor('pki/home-differs'));
    expect(mistaken.operations).toEqual([]);
  });
});
