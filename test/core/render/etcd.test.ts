import {describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {etcdId} from '../../../src/core/model/names.js';
import {etcdBootstrapEnv} from '../../../src/core/render/etcd/bootstrap.js';
import {etcdMarkerText, parseEtcdMarker} from '../../../src/core/render/etcd/marker.js';
import {clusterConfig} from '../../support/builders/config.js';
import {release} from '../../support/builders/release.js';
import {flagsOf, rendered} from '../../support/rendering.js';

describe('the flags of etcd', () => {
  const flags = (version: string) => flagsOf(rendered('cp1', {release: release('1.36.3', version)}), 'etcd');

  test.each(['3.6.16', '3.7.3'])('are those of feature gates in %s', version => {
    expect(flags(version)).toContain('--feature-gates=InitialCorruptCheck=true,CompactHashCheck=true');
    expect(flags(version).filter(flag => flag.startsWith('--experimental-'))).toEqual([]);
  });

  test('are the experimental ones in 3.5, which has no feature gates', () => {
    expect(flags('3.5.35')).toContain('--experimental-initial-corrupt-check=true');
    expect(flags('3.5.35')).toContain('--experimental-watch-progress-notify-interval=5s');
    expect(flags('3.5.35').filter(flag => /^--(feature-gates|watch-progress)/.test(flag))).toEqual([]);
  });

  test('do not set the initial cluster, which is in the environment', () => {
    expect(flags('3.6.16').filter(flag => /^--initial-cluster/.test(flag))).toEqual([]);
  });
});

describe('the bootstrap environment of a member', () => {
  const desired = desire(clusterConfig());
  const [first] = desired.etcd;

  test('has every member and the initial cluster state', () => {
    expect(etcdBootstrapEnv(desired, first!, 'new').split('\n')).toEqual([
      'ETCD_INITIAL_CLUSTER=cp1=https://10.0.0.11:2380,cp2=https://10.0.0.12:2380,cp3=https://10.0.0.13:2380',
      'ETCD_INITIAL_CLUSTER_STATE=new',
      'ETCD_INITIAL_CLUSTER_TOKEN=quorate-golden',
      '',
    ]);
    expect(etcdBootstrapEnv(desired, first!, 'existing')).toContain('ETCD_INITIAL_CLUSTER_STATE=existing\n');
  });

  test('has the member itself also if the cluster is restricted to others', () => {
    const others = {...desired, etcd: desired.etcd.slice(1)};
    expect(etcdBootstrapEnv(others, first!, 'existing')).toMatch(
      /^ETCD_INITIAL_CLUSTER=.*cp1=https:\/\/10\.0\.0\.11:2380/,
    );
  });
});

describe('the marker of a member', () => {
  test.each([
    {state: 'forming' as const},
    {state: 'member' as const, clusterId: etcdId('cdf818194e3a8c32'), memberId: etcdId('8e9e05c52164694d')},
    {state: 'removed' as const, memberId: etcdId('8e9e05c52164694d')},
  ])('reads as it was written: $state', marker => {
    expect(parseEtcdMarker(etcdMarkerText(marker))).toEqual(marker);
  });

  test('is undefined for an empty text', () => {
    expect(parseEtcdMarker('')).toBeUndefined();
  });

  test('is not read as absent if it is invalid', () => {
    expect(() => parseEtcdMarker('stat')).toThrow(expect.objectContaining({code: 'etcd/garbled-marker'}));
  });
});
