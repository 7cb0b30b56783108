import {expect, test} from 'vitest';
import {IDENTITY, IDENTITY_COPY} from '../../../src/core/model/identity-record.js';
import {etcdId, hostName} from '../../../src/core/model/names.js';
import type {UnmanagedEtcdAnswer} from '../../../src/core/model/unmanaged-etcd.js';
import {ETCD_MARKER, ETCD_MARKER_COPY, etcdMarkerText} from '../../../src/core/render/etcd/marker.js';
import {apply} from '../../../src/workflows/apply.js';
import {unmanaged} from '../../support/builders/config.js';
import type {MemoryCluster} from '../../support/memory-cluster.js';
import {Scenario} from '../run.js';
import {another, built, configOf, refusal, refusalOfAll, removing} from './clusters.js';

/** Attacks on the identity checks that once succeeded. */

test('new endpoints that belong to another etcd cluster are refused', async () => {
  const config = unmanaged();
  const before = new Scenario(config);
  const cluster = before.fresh();
  await before.run(apply, cluster);
  const endpoints = ['https://10.9.9.9:2379'];
  const edited = new Scenario({
    ...config,
    etcd: {...config.etcd, unmanagedEtcd: {...config.etcd.unmanagedEtcd!, endpoints}},
  });
  expect(await refusal(apply, {scenario: edited, cluster: answeringAs('bb', edited.over(cluster))})).toMatchObject({
    code: 'refused/findings',
    errors: [
      'identity/setting-changed: spec.etcd.endpoints: belong to the etcd cluster bb, and the data of this cluster is in aa',
    ],
  });
  const same = edited.over(cluster);
  await edited.run(apply, same);
  expect(same.world.disk(hostName('cp1')).text('/etc/systemd/system/kube-apiserver.service')).toContain(endpoints[0]);
});

/** A cluster whose endpoints all belong to the etcd cluster with this id. */
function answeringAs(id: string, cluster: MemoryCluster): MemoryCluster {
  const observed = cluster.observed.bind(cluster);
  cluster.observed = async desired => {
    const {unmanagedEtcd, ...rest} = await observed(desired);
    const answers = unmanagedEtcd!.answers.map(
      (answer): UnmanagedEtcdAnswer =>
        answer.is === 'etcd' ? {...answer, status: {...answer.status, clusterId: etcdId(id)}} : answer,
    );
    return {...rest, unmanagedEtcd: {...unmanagedEtcd!, answers}};
  };
  return cluster;
}

test('two lost members are removed one after the other', async () => {
  const three = configOf(/^(cp1|cp2|cp3|w1)$/);
  const more = [another(three, 'cp1', 'cp4', '10.0.0.14'), another(three, 'cp1', 'cp5', '10.0.0.15')];
  const found = await built({...three, hosts: [...three.hosts, ...more]});
  const {scenario, cluster} = found;
  for (const name of ['cp4', 'cp5']) cluster.world.replace(hostName(name));
  cluster.world.settle();
  const {errors} = await refusalOfAll(found);
  expect(errors).toEqual(['cp4', 'cp5'].map(name => expect.stringMatching(`^etcd/member-lost: ${name}: `)));
  await scenario.run(removing(['cp4'], {lost: true}), cluster);
  await scenario.run(removing(['cp5'], {lost: true}), cluster);
  const listed = () => cluster.world.membership!.members.map(({host}) => host);
  expect(listed()).toEqual(['cp1', 'cp2', 'cp3']);
  await scenario.run(apply, cluster);
  expect(listed()).toEqual(['cp1', 'cp2', 'cp3', 'cp4', 'cp5']);
});

test('no etcd is bootstrapped when /var is restored from the time of the bootstrap', async () => {
  const found = await built(configOf(/^cp1$/));
  const {world} = found.cluster;
  const disk = world.disk(hostName('cp1'));
  disk.put(ETCD_MARKER, Buffer.from(etcdMarkerText({state: 'forming'})), '600');
  disk.put(IDENTITY, Buffer.from(disk.text(IDENTITY)!.replace('founded=yes', 'founded=no')), '644');
  for (const unit of ['etcd.service', 'kube-apiserver.service']) world.stop(hostName('cp1'), unit);
  disk.etcdData = undefined;
  world.membership = undefined;
  const {errors} = await refusalOfAll(found);
  expect(errors).toEqual([expect.stringMatching(/^etcd\/elsewhere: cp1: /)]);
  expect(disk.text(IDENTITY_COPY)).toContain('founded=yes');
});

test('a marker that names the member of another host is refused, and apply writes it again once it is deleted', async () => {
  const found = await built(configOf(/^cp\d$/));
  const {scenario, cluster} = found;
  const disk = cluster.world.disk(hostName('cp3'));
  const before = disk.text(ETCD_MARKER_COPY);
  disk.put(ETCD_MARKER_COPY, Buffer.from(cluster.world.disk(hostName('cp2')).text(ETCD_MARKER_COPY)!), '600');
  expect(await refusalOfAll(found)).toMatchObject({
    errors: [expect.stringMatching(/^identity\/unreadable: cp3: \/etc\/etcd\/member names the etcd member .* on cp2$/)],
    suggestions: [expect.stringContaining('/etc/etcd/member')],
  });
  disk.files.delete(ETCD_MARKER_COPY);
  await scenario.run(apply, cluster);
  expect(disk.text(ETCD_MARKER_COPY)).toBe(before);
});
