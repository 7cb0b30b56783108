import {describe, expect, test} from 'vitest';
import {IDENTITY, IDENTITY_COPY} from '../../../src/core/model/identity-record.js';
import {hostName} from '../../../src/core/model/names.js';
import {ETCD_MARKERS} from '../../../src/core/render/etcd/marker.js';
import {apply} from '../../../src/workflows/apply.js';
import {built, configOf, type Found, going, members, refusal, refusalOfAll, voters} from './clusters.js';

const [cp2, cp3, w1] = [hostName('cp2'), hostName('cp3'), hostName('w1')];
const THREE = configOf(/^(cp\d|w1)$/);
const ALL = voters('cp1', 'cp2', 'cp3');

const idOf = ({site}: Found) => site.world.roster!.members.find(({host}) => host === cp3)!.id;

const lost = (found: Found, remedy: string) => ({
  code: 'refused/findings',
  errors: [`etcd/member-lost: cp3: etcd lists its voting member ${idOf(found)}, and /var/lib/etcd holds no data`],
  suggestions: [remedy],
});

/** The cluster is whole again, and the member of cp3 is a new one. */
async function expectHealed({scenario, site}: Found, before: {readonly picture: string; readonly id: string}) {
  expect(members(site)).toEqual(ALL);
  expect(idOf({scenario, site})).not.toBe(before.id);
  expect(site.world.picture()).toBe(before.picture);
  expect(await scenario.run(apply, site)).toMatchObject({ran: false});
}

const beforeOf = (found: Found) => ({picture: found.site.world.picture(), id: idOf(found)});

describe('a member whose /var is lost', () => {
  const wiped = async () => {
    const found = await built(THREE);
    const before = beforeOf(found);
    found.site.world.disk(cp3).wipeVar();
    found.site.world.powerCycle();
    // Its configuration was there as well.
    found.site.world.stop(cp3, 'kubelet.service');
    return {found, before};
  };

  test('does not start when its host does', async () => {
    const {found} = await wiped();
    expect(found.site.world.disk(cp3).runs('etcd.service')).toBe(false);
    expect(members(found.site)).toEqual([...ALL.slice(0, 2), 'cp3 voter down unmarked']);
  });

  test('is not started by any verb, and heals by being removed and applied', async () => {
    const {found, before} = await wiped();
    expect(await refusalOfAll(found)).toEqual(lost(found, 'quorate remove cp3, then quorate apply'));
    await found.scenario.run(going(['cp3']), found.site);
    expect(members(found.site)).toEqual(ALL.slice(0, 2));
    await found.scenario.run(apply, found.site);
    await expectHealed(found, before);
  });

  test('may be called lost as well', async () => {
    const {found, before} = await wiped();
    await found.scenario.run(going(['cp3'], {lost: true}), found.site);
    expect(members(found.site)).toEqual(ALL.slice(0, 2));
    await found.scenario.run(apply, found.site);
    await expectHealed(found, before);
  });

  test('is not removed while another member is down', async () => {
    const {found} = await wiped();
    found.site.world.mayLoseQuorum = true;
    found.site.world.mute.add(cp2);
    expect(await refusal(going(['cp3'], {accept: true}), found)).toMatchObject({
      code: 'refused/findings',
      errors: ['etcd/unreadable: etcd: no member serves a read'],
    });
  });
});

test('a worker whose /var is lost is what it was after the next apply', async () => {
  const {scenario, site} = await built(THREE);
  const before = site.world.picture();
  site.world.disk(w1).wipeVar();
  site.world.powerCycle();
  await scenario.run(apply, site);
  expect(site.world.picture()).toBe(before);
});

describe('a fresh machine with the name of a dead member', () => {
  const replaced = async () => {
    const found = await built(THREE);
    const before = beforeOf(found);
    found.site.world.lose(cp3);
    found.site.world.replace(cp3);
    return {found, before};
  };

  test('does not start under the old vote, and joins once the dead one is removed', async () => {
    const {found, before} = await replaced();
    expect(await refusalOfAll(found)).toEqual(lost(found, 'quorate remove --lost cp3, then quorate apply'));
    await found.scenario.run(going(['cp3'], {lost: true}), found.site);
    expect(members(found.site)).toEqual(ALL.slice(0, 2));
    await found.scenario.run(apply, found.site);
    await expectHealed(found, before);
  });

  test.each([
    ['removed', false, []],
    ['removed as lost', true, []],
    ['removed, with its identity recorded,', false, [IDENTITY, IDENTITY_COPY]],
    ['removed as lost, with its identity recorded,', true, [IDENTITY, IDENTITY_COPY]],
  ])('is %s also when a run has begun to put files there', async (_, isLost, identity) => {
    const {found, before} = await replaced();
    const disk = found.site.world.disk(cp3);
    disk.put('/opt/quorate/etcd/3.6.16/etcd', Buffer.from('half of it'), '755');
    for (const path of identity) {
      const text = found.site.world.disk(cp2).text(path)!;
      const own = text.replace('host=cp2', 'host=cp3').replace('10.0.0.12', '10.0.0.13');
      disk.put(path, Buffer.from(own.replace(/^machineId=.*$/m, `machineId=${disk.machineId}`)), '644');
    }
    expect(await refusalOfAll(found)).toEqual(lost(found, 'quorate remove cp3, then quorate apply'));
    await found.scenario.run(going(['cp3'], {lost: isLost}), found.site);
    await found.scenario.run(apply, found.site);
    await expectHealed(found, before);
  });
});

describe('data of an unknown member', () => {
  /** cp3 is in no list any more, and its data are still there. */
  const unlisted = async (marker: 'kept' | 'deleted') => {
    const found = await built(THREE);
    const {world} = found.site;
    world.remove('https://10.0.0.13:2380');
    world.stop(cp3, 'etcd.service');
    if (marker === 'deleted') for (const path of ETCD_MARKERS) world.disk(cp3).files.delete(path);
    return found;
  };

  test('are not deleted', async () => {
    const found = await unlisted('deleted');
    expect(await refusalOfAll(found)).toEqual({
      code: 'refused/findings',
      errors: ['etcd/data-unknown: cp3: is to join etcd, and /var/lib/etcd holds data of an unknown member'],
      suggestions: [expect.stringMatching(/^on cp3: systemctl stop etcd.service, then move \/var\/lib\/etcd\/member/)],
    });
    expect(found.site.world.disk(cp3).etcdData).toBeDefined();
  });

  test('are deleted when the marker beside them proves that no member has their id', async () => {
    const {scenario, site} = await unlisted('kept');
    await scenario.run(apply, site);
    expect(site.operations).toContain('cp3: clear /var/lib/etcd');
    expect(members(site)).toEqual(ALL);
  });
});
