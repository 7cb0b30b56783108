import {describe, expect, test} from 'vitest';
import type {ClusterConfig} from '../../../src/core/model/config.js';
import {hostName} from '../../../src/core/model/names.js';
import {apply} from '../../../src/workflows/apply.js';
import type {MemoryCluster} from '../../support/memory-cluster.js';
import {built, configOf, edited, members, refusal, removing, under, voters} from './clusters.js';

const TWO = configOf(/^(cp1|cp2|w1)$/);
const THREE = configOf(/^(cp\d|w1)$/);
const EXTERNAL = edited(configOf(/^(etcd\d|cp1|w1)$/, {topology: 'external'}), 'etcd3', {roles: ['etcd', 'worker']});

const asWorkers = (config: ClusterConfig, hosts: readonly string[]) =>
  hosts.reduce((now, name) => edited(now, name, {roles: ['worker']}), config);

/** The host was reset only after its member was removed from etcd, and has no files of the cluster. */
function expectGone(cluster: MemoryCluster, host: string, peerUrl: string): void {
  const [left, reset] = [`etcd: remove ${peerUrl}`, `${host}: reset`].map(title => cluster.operations.indexOf(title));
  expect(left).toBeGreaterThanOrEqual(0);
  expect(reset).toBeGreaterThan(left!);
  const disk = cluster.world.disk(hostName(host));
  expect([disk.etcdData, disk.owned.size, disk.text('/etc/kubernetes/pki/ca.key')]).toEqual([undefined, 0, undefined]);
}

describe('a host whose role was edited before its removal is removed with its etcd member:', () => {
  test.each([
    ['one of two control planes', TWO, ['cp2'], ['cp1']],
    ['one of three control planes', THREE, ['cp3'], ['cp1', 'cp2']],
    ['two of three control planes', THREE, ['cp2', 'cp3'], ['cp1']],
    ['an etcd host that is a worker too', EXTERNAL, ['etcd3'], ['etcd1', 'etcd2']],
  ])('%s', async (_, config, hosts, withoutRemoved) => {
    const {cluster: left} = await built(config);
    const {scenario, cluster} = under(asWorkers(config, hosts), left);
    const before = members(cluster);
    const refused = await refusal(removing(hosts), {scenario, cluster});
    expect(refused).toMatchObject({
      code: 'quorum/findings',
      errors: [expect.stringMatching(/^quorum\/at-risk: remove \S+ from etcd: /)],
      suggestions: [expect.stringContaining('--accept-reduced-tolerance')],
    });
    expect(members(cluster)).toEqual(before);

    const urls = new Map(left.world.membership!.members.map(({host, peerUrl}) => [host, peerUrl]));
    await scenario.run(removing(hosts, {accept: true}), cluster);
    for (const host of hosts) expectGone(cluster, host, urls.get(hostName(host))!);
    expect(members(cluster)).toEqual(voters(...withoutRemoved));

    await scenario.run(apply, cluster);
    expect(members(cluster)).toEqual(voters(...withoutRemoved));
    expect([...cluster.world.nodes.keys()]).toEqual(expect.arrayContaining(hosts));
  });

  test.each([
    ['a control plane', THREE, 'cp3', 'cp2'],
    ['an etcd host that is a worker too', EXTERNAL, 'etcd3', 'etcd2'],
  ])('but not while another member is down: %s', async (_, config, host, down) => {
    const found = under(asWorkers(config, [host]), (await built(config)).cluster);
    found.cluster.world.unresponsive.add(hostName(down));
    for (const accept of [false, true])
      expect(await refusal(removing([host], {accept}), found)).toMatchObject({
        code: 'quorum/findings',
        errors: [expect.stringMatching(`^quorum/at-risk: remove ${host} from etcd: .*${down} is unhealthy`)],
      });
  });
});

describe('a host whose address was edited before its removal is not removed:', () => {
  test.each([
    ['one of two control planes', TWO, ['cp2']],
    ['one of three control planes', THREE, ['cp3']],
    ['two of three control planes', THREE, ['cp2', 'cp3']],
  ])('%s', async (_, config, hosts) => {
    const moved = hosts.reduce((now, name) => edited(now, name, {address: `10.1.0.1${name.slice(2)}`}), config);
    const found = under(moved, (await built(config)).cluster);
    for (const accept of [false, true])
      expect(await refusal(removing(hosts, {accept}), found)).toEqual({
        code: 'refused/findings',
        errors: hosts.map(
          name =>
            `identity/address-changed: ${name}: its address is 10.0.0.1${name.slice(2)} in the cluster, and 10.1.0.1${name.slice(2)} in the configuration`,
        ),
        suggestions: hosts.map(name => expect.stringContaining(`set the address of ${name} back to 10.0.0.1`)),
      });
    expect(members(found.cluster)).toEqual(members((await built(config)).cluster));
  });
});
