import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {parseConfig} from '../../../src/core/config/parse.js';
import {hostName} from '../../../src/core/model/names.js';
import {ETCD_MARKERS} from '../../../src/core/render/etcd/marker.js';
import {apply} from '../../../src/workflows/apply.js';
import {init} from '../../../src/workflows/init.js';
import {join} from '../../../src/workflows/join.js';
import type {MemoryCluster} from '../../support/memory-cluster.js';
import {Scenario} from '../run.js';
import {another, built, configOf, members, refusal, refusalOfAll, under, voters} from './clusters.js';

const cp2 = hostName('cp2');

describe('a learner whose join was rolled back', () => {
  const two = new Scenario(configOf(/^cp[12]$/));
  let cluster: MemoryCluster;
  beforeEach(async () => {
    cluster = two.fresh();
    await two.run(init, cluster);
    vi.useFakeTimers({toFake: ['performance']});
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  /** Every wait lasts five minutes. */
  const grow = (of: MemoryCluster) =>
    two.run(join([cp2]), of, {report: ({type}) => void (type === 'waiting' && vi.advanceTimersByTime(300_000))});
  const fail = async () => {
    cluster.world.unresponsive.add(cp2);
    await expect(grow(cluster)).rejects.toMatchObject({code: 'timeout/condition'});
    expect(members(cluster)).toEqual(voters('cp1'));
    cluster.world.unresponsive.delete(cp2);
  };

  test('joins again, and at each moment both markers match its data and its role', async () => {
    await fail();
    const seen: string[] = [];
    const again = cluster.newProcess().watched(({when, operation, left: {world}}) => {
      const disk = world.disk(cp2);
      const ids = ETCD_MARKERS.map(path => disk.markerAt(path)?.memberId);
      const states = ETCD_MARKERS.map(path => disk.markerAt(path)?.state);
      const own = world.membership!.members.find(({host}) => host === cp2);
      if (disk.etcdData && ids.some(id => id !== disk.etcdData!.memberId)) seen.push(`${when} ${operation}: data`);
      if (own?.learner === false && states.some(state => state !== 'member')) seen.push(`${when} ${operation}: voter`);
    });
    await grow(again);
    expect(again.operations).toContain('cp2: wipe /var/lib/etcd');
    expect(seen).toEqual([]);
    expect(members(again)).toEqual(voters('cp1', 'cp2'));
  });

  test('joins once its etcd responds, after several failed runs', async () => {
    await fail();
    await fail();
    await grow(cluster);
    expect(members(cluster)).toEqual(voters('cp1', 'cp2'));
    expect(await grow(cluster)).toMatchObject({ran: false});
  });
});

test('an eighth voter is refused before the first change', async () => {
  const external = configOf(/^(etcd1|cp1)$/, {topology: 'external'});
  const etcd = (n: number) => another(external, 'etcd1', `etcd${n}`, `10.0.0.3${n}`);
  const seven = {...external, hosts: [...external.hosts, ...[2, 3, 4, 5, 6, 7].map(etcd)]};
  const found = under({...seven, hosts: [...seven.hosts, etcd(8)]}, (await built(seven)).cluster);
  const refused = {
    code: 'quorum/findings',
    errors: [expect.stringMatching(/^quorum\/too-many-voters: etcd8 would make 8 voting members of etcd/)],
    suggestions: [expect.stringMatching(/etcd8/)],
  };
  for (const dryRun of [true, false]) expect(await refusal(apply, found, {dryRun})).toEqual(refused);
  expect(await refusal(join([hostName('etcd8')]), found)).toEqual(refused);
});

describe('the IPv6 address of a host', () => {
  const six = (address: string) => {
    const parsed = parseConfig(`apiVersion: quorate/v1alpha1
kind: Cluster
metadata: {name: six}
spec:
  kubernetesVersion: "1.36.3"
  network: {podCidr: "fd01::/48", serviceCidr: "fd02::/112"}
  hosts:
    - {name: cp1, address: "${address}", roles: [control-plane]}
`);
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    return parsed.config;
  };

  test.each(['FD00::11', 'fd00:0:0:0:0:0:0:11', 'fd00:0000::0:0011'])('can be written as %s', async other => {
    const {cluster} = await built(six('fd00::11'));
    const {scenario, cluster: after} = under(six(other), cluster);
    expect(await scenario.run(apply, after)).toMatchObject({ran: false});
  });

  test('is refused when it changes, and is printed in canonical form', async () => {
    const {errors} = await refusalOfAll(under(six('FD00:0::12'), (await built(six('fd00::11'))).cluster));
    expect(errors).toEqual([
      'identity/address-changed: cp1: its address is fd00::11 in the cluster, and fd00::12 in the configuration',
    ]);
  });
});
