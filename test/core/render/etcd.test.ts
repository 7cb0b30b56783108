import {describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {etcdId} from '../../../src/core/model/names.js';
import {etcdBootstrapEnv} from '../../../src/core/render/etcd/bootstrap.js';
import {etcdMarkerText, parseEtcdMarker} from '../../../src/core/render/etcd/marker.js';
import {clusterConfig, flagsOf, release, rendered} from '../../support/rendering.js';

describe('the flags of etcd', () => {
  const flags = (version: string) => flagsOf(rendered('cp1', {release: release('1.36.3', version)}), 'etcd');

  test.each(['3.6.16', '3.7.3'])('are those of feature gates in %s', version => {
    expect(flags(version)).toContain('--feature-gates=InitialCorruptCheck=true,CompactHashCheck=true');
    expect(flags(version).filter(flag => flag.startsWith('--experimental-'))).toEqual([]);
  });

  test('are the experimental ones in 3.5, which knows no feature gates', () => {
    expect(flags('3.5.35')).toContain('--experimental-initial-corrupt-check=true');
    expect(flags('3.5.35')).toContain('--experimental-watch-progress-notify-interval=5s');
    expect(flags('3.5.35').filter(flag => /^--(feature-gates|watch-progress)/.test(flag))).toEqual([]);
  });

  test('leave to the environment what etcd ends itself over when a flag says it too', () => {
    expect(flags('3.6.16').filter(flag => /^--initial-cluster/.test(flag))).toEqual([]);
  });
});

describe('what a member starts from', () => {
  const desired = desire(clusterConfig());
  const [first] = desired.etcd;

  test('names every member and says whether the cluster is new', () => {
    expect(etcdBootstrapEnv(desired, first!, 'new').split('\n')).toEqual([
      'ETCD_INITIAL_CLUSTER=cp1=https://10.0.0.11:2380,cp2=https://10.0.0.12:2380,cp3=https://10.0.0.13:2380',
      'ETCD_INITIAL_CLUSTER_STATE=new',
      'ETCD_INITIAL_CLUSTER_TOKEN=quorate-golden',
      '',
    ]);
    expect(etcdBootstrapEnv(desired, first!, 'existing')).toContain('ETCD_INITIAL_CLUSTER_STATE=existing\n');
  });

  test('names the member itself also where the cluster is seen without it', () => {
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

  test('is none when there is no text', () => {
    expect(parseEtcdMarker('')).toBeUndefined();
  });

  test('is never taken for none when it cannot be understood', () => {
    expect(() => parseEtcdMarker('stat')).toThrow(expect.objectContaining({code: 'etcd/garbled-marker'}));
  });
});
