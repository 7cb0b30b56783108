import {expect, test} from 'vitest';
import {IDENTITY, IDENTITY_COPY} from '../../../src/core/model/identity-record.js';
import {etcdId, hostName} from '../../../src/core/model/names.js';
import type {UnmanagedEtcdAnswer} from '../../../src/core/model/unmanaged-etcd.js';
import {ETCD_MARKER, ETCD_MARKER_COPY, etcdMarkerText} from '../../../src/core/render/etcd/marker.js';
import {apply} from '../../../src/workflows/apply.js';
import type {MemoryCluster} from '../../support/memory-site.js';
import {unmanaged} from '../../support/rendering.js';
import {Scenario} from '../run.js';
import {another, built, configOf, going, refusal, refusalOfAll} from './clusters.js';

/** What was found by people who looked for holes, and not by the first review. */

test('API servers are not moved to the etcd of another cluster by its endpoints', async () => {
  const config = unmanaged();
  const before = new Scenario(config);
  const site = before.fresh();
  await before.run(apply, site);
  const endpoints = ['https://10.9.9.9:2379'];
  const edited = new Scenario({...config, etcd: {...config.etcd, store: {...config.etcd.store!, endpoints}}});
  expect(await refusal(apply, {scenario: edited, site: answeringAs('bb', edited.over(site))})).toMatchObject({
    code: 'refused/findings',
    errors: [
      'identity/setting-changed: spec.etcd.endpoints: are those of the etcd cluster bb, and the data of this cluster are in aa',
    ],
  });
  const same = edited.over(site);
  await edited.run(apply, same);
  expect(same.world.disk(hostName('cp1')).text('/etc/systemd/system/kube-apiserver.service')).toContain(endpoints[0]);
});

/** All endpoints belong to the etcd cluster with this id. */
function answeringAs(id: string, site: MemoryCluster): MemoryCluster {
  const observe = site.observe.bind(site);
  site.observe = async desired => {
    const {store, ...observed} = await observe(desired);
    const answers = store!.answers.map(
      (answer): UnmanagedEtcdAnswer =>
        answer.is === 'etcd' ? {...answer, status: {...answer.status, clusterId: etcdId(id)}} : answer,
    );
    return {...observed, store: {...store!, answers}};
  };
  return site;
}

test('of two members that are lost, one is removed after the other', async () => {
  const three = configOf(/^(cp1|cp2|cp3|w1)$/);
  const more = [another(three, 'cp1', 'cp4', '10.0.0.14'), another(three, 'cp1', 'cp5', '10.0.0.15')];
  const found = await built({...three, hosts: [...three.hosts, ...more]});
  const {scenario, site} = found;
  for (const name of ['cp4', 'cp5']) site.world.replace(hostName(name));
  site.world.settle();
  const {errors} = await refusalOfAll(found);
  expect(errors).toEqual(['cp4', 'cp5'].map(name => expect.stringMatching(`^etcd/member-lost: ${name}: `)));
  await scenario.run(going(['cp4'], {lost: true}), site);
  await scenario.run(going(['cp5'], {lost: true}), site);
  const listed = () => site.world.roster!.members.map(({host}) => host);
  expect(listed()).toEqual(['cp1', 'cp2', 'cp3']);
  await scenario.run(apply, site);
  expect(listed()).toEqual(['cp1', 'cp2', 'cp3', 'cp4', 'cp5']);
});

test('no cluster is founded where /var is that of the minute in which it was forming', async () => {
  const found = await built(configOf(/^cp1$/));
  const {world} = found.site;
  const disk = world.disk(hostName('cp1'));
  disk.put(ETCD_MARKER, Buffer.from(etcdMarkerText({state: 'forming'})), '600');
  disk.put(IDENTITY, Buffer.from(disk.text(IDENTITY)!.replace('founded=yes', 'founded=no')), '644');
  for (const unit of ['etcd.service', 'kube-apiserver.service']) world.stop(hostName('cp1'), unit);
  disk.etcdData = undefined;
  world.roster = undefined;
  const {errors} = await refusalOfAll(found);
  expect(errors).toEqual([expect.stringMatching(/^etcd\/elsewhere: cp1: /)]);
  expect(disk.text(IDENTITY_COPY)).toContain('founded=yes');
});

test('a marker that names the member of another host is refused, and gone when it is removed', async () => {
  const found = await built(configOf(/^cp\d$/));
  const {scenario, site} = found;
  const disk = site.world.disk(hostName('cp3'));
  const before = disk.text(ETCD_MARKER_COPY);
  disk.put(ETCD_MARKER_COPY, Buffer.from(site.world.disk(hostName('cp2')).text(ETCD_MARKER_COPY)!), '600');
  expect(await refusalOfAll(found)).toMatchObject({
    errors: [expect.stringMatching(/^identity\/unreadable: cp3: \/etc\/etcd\/member names the etcd member .* on cp2$/)],
    suggestions: [expect.stringContaining('remove each of /etc/etcd/member that is wrong')],
  });
  disk.files.delete(ETCD_MARKER_COPY);
  await scenario.run(apply, site);
  expect(disk.text(ETCD_MARKER_COPY)).toBe(before);
});
