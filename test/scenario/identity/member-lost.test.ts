import {describe, expect, test} from 'vitest';
import {IDENTITY, IDENTITY_COPY} from '../../../src/core/model/identity-record.js';
import {hostName} from '../../../src/core/model/names.js';
import {ETCD_MARKERS} from '../../../src/core/render/etcd/marker.js';
import {apply} from '../../../src/workflows/apply.js';
import {built, configOf, type Found, members, refusal, refusalOfAll, removing, voters} from './clusters.js';

const [cp2, cp3, w1] = [hostName('cp2'), hostName('cp3'), hostName('w1')];
const THREE = configOf(/^(cp\d|w1)$/);
const ALL = voters('cp1', 'cp2', 'cp3');

const idOf = ({cluster}: Found) => cluster.world.membership!.members.find(({host}) => host === cp3)!.id;

const lost = (found: Found, remedy: string) => ({
  code: 'refused/findings',
  errors: [`etcd/member-lost: cp3: etcd lists its voting member ${idOf(found)}, and /var/lib/etcd has no data`],
  suggestions: [remedy],
});

/** The cluster is complete again, and cp3 has a new member. */
async function expectRecovered({scenario, cluster}: Found, before: {readonly picture: string; readonly id: string}) {
  expect(members(cluster)).toEqual(ALL);
  expect(idOf({scenario, cluster})).not.toBe(before.id);
  expect(cluster.world.picture()).toBe(before.picture);
  expect(await scenario.run(apply, cluster)).toMatchObject({ran: false});
}

const beforeOf = (found: Found) => ({picture: found.cluster.world.picture(), id: idOf(found)});

describe('a member whose /var is lost', () => {
  const wiped = async () => {
    const found = await built(THREE);
    const before = beforeOf(found);
    found.cluster.world.disk(cp3).wipeVar();
    found.cluster.world.powerCycle();
    // The configuration of the kubelet was in /var.
    found.cluster.world.stop(cp3, 'kubelet.service');
    return {found, before};
  };

  test('does not start when its host boots', async () => {
    const {found} = await wiped();
    expect(found.cluster.world.disk(cp3).runs('etcd.service')).toBe(false);
    expect(members(found.cluster)).toEqual([...ALL.slice(0, 2), 'cp3 voter down unmarked']);
  });

  test('is started by no verb, and is replaced by remove and apply', async () => {
    const {found, before} = await wiped();
    expect(await refusalOfAll(found)).toEqual(lost(found, '`quorate replace cp3 cp3`'));
    await found.scenario.run(removing(['cp3']), found.cluster);
    expect(members(found.cluster)).toEqual(ALL.slice(0, 2));
    await found.scenario.run(apply, found.cluster);
    await expectRecovered(found, before);
  });

  test('can be removed as lost', async () => {
    const {found, before} = await wiped();
    await found.scenario.run(removing(['cp3'], {lost: true}), found.cluster);
    expect(members(found.cluster)).toEqual(ALL.slice(0, 2));
    await found.scenario.run(apply, found.cluster);
    await expectRecovered(found, before);
  });

  test('is not removed while another member is down', async () => {
    const {found} = await wiped();
    found.cluster.world.mayLoseQuorum = true;
    found.cluster.world.unresponsive.add(cp2);
    expect(await refusal(removing(['cp3'], {accept: true}), found)).toMatchObject({
      code: 'refused/findings',
      errors: [
        'etcd/unreadable: etcd: no member serves a read; it cannot be repaired in place: etcd runs on cp1, cp2, with valid certificates',
      ],
    });
  });
});

test('apply restores a worker whose /var is lost', async () => {
  const {scenario, cluster} = await built(THREE);
  const before = cluster.world.picture();
  cluster.world.disk(w1).wipeVar();
  cluster.world.powerCycle();
  await scenario.run(apply, cluster);
  expect(cluster.world.picture()).toBe(before);
});

describe('a new machine with the name of a lost member', () => {
  const replaced = async () => {
    const found = await built(THREE);
    const before = beforeOf(found);
    found.cluster.world.lose(cp3);
    found.cluster.world.replace(cp3);
    return {found, before};
  };

  test('does not start as the old member, and joins once that is removed', async () => {
    const {found, before} = await replaced();
    expect(await refusalOfAll(found)).toEqual(lost(found, '`quorate replace cp3 cp3`'));
    await found.scenario.run(removing(['cp3'], {lost: true}), found.cluster);
    expect(members(found.cluster)).toEqual(ALL.slice(0, 2));
    await found.scenario.run(apply, found.cluster);
    await expectRecovered(found, before);
  });

  test.each([
    ['removed', false, []],
    ['removed as lost', true, []],
    ['removed, with an identity record,', false, [IDENTITY, IDENTITY_COPY]],
    ['removed as lost, with an identity record,', true, [IDENTITY, IDENTITY_COPY]],
  ])('is %s also when a run has already copied files to it', async (_, isLost, identity) => {
    const {found, before} = await replaced();
    const disk = found.cluster.world.disk(cp3);
    disk.put('/opt/quorate/etcd/3.6.16/bin/etcd', Buffer.from('half of it'), '755');
    for (const path of identity) {
      const text = found.cluster.world.disk(cp2).text(path)!;
      const own = text.replace('host=cp2', 'host=cp3').replace('10.0.0.12', '10.0.0.13');
      disk.put(path, Buffer.from(own.replace(/^machineId=.*$/m, `machineId=${disk.machineId}`)), '644');
    }
    expect(await refusalOfAll(found)).toEqual(lost(found, '`quorate replace cp3 cp3`'));
    await found.scenario.run(removing(['cp3'], {lost: isLost}), found.cluster);
    await found.scenario.run(apply, found.cluster);
    await expectRecovered(found, before);
  });
});

describe('data of an unknown member', () => {
  /** cp3 was removed from etcd, and its data are still on its disk. */
  const unlisted = async (marker: 'kept' | 'deleted') => {
    const found = await built(THREE);
    const {world} = found.cluster;
    world.remove('https://10.0.0.13:2380');
    world.stop(cp3, 'etcd.service');
    if (marker === 'deleted') for (const path of ETCD_MARKERS) world.disk(cp3).files.delete(path);
    return found;
  };

  test('are not deleted', async () => {
    const found = await unlisted('deleted');
    expect(await refusalOfAll(found)).toEqual({
      code: 'refused/findings',
      errors: ['etcd/data-unknown: cp3: joins etcd, and /var/lib/etcd has data of an unknown member'],
      suggestions: [
        expect.stringMatching(/^on cp3: `systemctl stop etcd.service`, then move \/var\/lib\/etcd\/member/),
      ],
    });
    expect(found.cluster.world.disk(cp3).etcdData).toBeDefined();
  });

  test('are deleted when the marker proves that they belong to a removed member', async () => {
    const {scenario, cluster} = await unlisted('kept');
    await scenario.run(apply, cluster);
    expect(cluster.operations).toContain('cp3: wipe /var/lib/etcd');
    expect(members(cluster)).toEqual(ALL);
  });
});
