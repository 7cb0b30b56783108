import {describe, expect, test} from 'vitest';
import type {Artifact, Bundle} from '../../../../src/core/artifacts/bundle.js';
import {coverageOf} from '../../../../src/core/checks/coverage/coverage.js';
import {unknownImages, unknownNames} from '../../../../src/core/checks/coverage/named.js';
import {desire} from '../../../../src/core/desire.js';
import {balanced, clusterConfig, sharedEndpoint, unmanaged} from '../../../support/builders/config.js';
import {release} from '../../../support/builders/release.js';
import {rendered, TEMPLATES} from '../../../support/rendering.js';
import {bundle, component, surroundings} from '../../artifacts/sample.js';

const complete = (): Bundle =>
  bundle(
    component('kubernetes', '1.36.3'),
    component('kubernetes', '1.36.3', 'arm64'),
    component('etcd', '3.6.16'),
    component('etcd', '3.6.16', 'arm64'),
    surroundings(),
    surroundings('arm64'),
  );

const without = (lacks: (artifact: Artifact) => boolean): Bundle => {
  const all = complete();
  return {...all, artifacts: all.artifacts.filter(each => !lacks(each))};
};

test('a complete bundle lacks nothing', () => {
  expect(coverageOf(complete(), TEMPLATES)).toEqual({
    kubernetes: ['1.36.3'],
    arches: ['amd64', 'arm64'],
    missing: [],
  });
});

test('a bundle and a lock file without any artifact are not complete', () => {
  for (const kind of ['Bundle', 'Lock'] as const)
    expect(coverageOf({...complete(), kind, artifacts: []}, TEMPLATES).missing).toEqual(['any version of Kubernetes']);
});

const used = [...new Set(complete().artifacts.map(({name}) => name))];

test.each(used)('a bundle without %s of one architecture lacks it', name => {
  const {missing} = coverageOf(
    without(each => each.name === name && each.arch === 'arm64'),
    TEMPLATES,
  );
  expect(missing).toEqual([expect.stringMatching(new RegExp(`^${name} [0-9].* \\(arm64\\)$`))]);
});

test('everything that is missing is named, for every version and architecture', () => {
  const some = bundle(
    complete().artifacts.filter(({name}) => name !== 'kube-proxy' && name !== 'pause'),
    component('kubernetes', '1.37.2').filter(({name}) => name !== 'kubelet'),
  );
  const {kubernetes, missing} = coverageOf(some, TEMPLATES);
  expect(kubernetes).toEqual(['1.36.3', '1.37.2']);
  expect(missing).toEqual(
    expect.arrayContaining([
      'kube-proxy 1.36.3 (amd64)',
      'kube-proxy 1.36.3 (arm64)',
      'kubelet 1.37.2 (amd64)',
      expect.stringMatching(/^pause .*\(amd64\)$/),
    ]),
  );
});

test.each([
  ['stacked', clusterConfig()],
  ['external', clusterConfig('external')],
  ['balanced', balanced()],
  ['with a shared endpoint', sharedEndpoint()],
  ['with an unmanaged etcd', unmanaged()],
])('a cluster of its own is rendered instead of the samples: %s', (_title, config) => {
  expect(coverageOf(complete(), TEMPLATES, desire(config)).missing).toEqual([]);
});

test('a cluster whose version the bundle does not have lacks all of it', () => {
  const {missing} = coverageOf(complete(), TEMPLATES, desire(clusterConfig('stacked', {kubernetesVersion: '1.36.1'})));
  expect(missing).toEqual(expect.arrayContaining(['kubelet 1.36.1 (amd64)', 'kube-apiserver 1.36.1 (arm64)']));
});

describe('what rendered texts name', () => {
  const host = () => rendered('cp1');
  const ofRelease = release().arches.get('amd64')!;

  test('is all there on every kind of host', () => {
    for (const name of ['cp1', 'w1']) expect(unknownNames(rendered(name), ofRelease)).toEqual([]);
    expect(unknownNames(rendered('etcd1', {config: clusterConfig('external')}), ofRelease)).toEqual([]);
    expect(unknownNames(rendered('lb1', {config: balanced()}), ofRelease)).toEqual([]);
  });

  test.each([
    ['ExecStart=/opt/quorate/bin/kube-router --run', 'the file /opt/quorate/bin/kube-router (in /x)'],
    ['exec /opt/cni/bin/vlan', 'the file /opt/cni/bin/vlan (in /x)'],
    ['sandbox = "registry.k8s.io/pause:3.9"', 'the image registry.k8s.io/pause:3.9 (in /x)'],
  ])('and is not installed is found: %s', (text, found) => {
    const rendering = {...host(), files: [...host().files, {path: '/x', mode: '644', text}]};
    expect(unknownNames(rendering, ofRelease)).toEqual([found]);
  });

  test('a link to nothing is found', () => {
    const links = [{path: '/opt/quorate/bin/x', target: '../etcd/3.5.1/bin/x'}];
    expect(unknownNames({...host(), links: [...host().links, ...links]}, ofRelease)).toEqual([
      'the file /opt/quorate/etcd/3.5.1/bin/x (in /opt/quorate/bin/x)',
    ]);
  });

  test.each([
    '{"app.kubernetes.io/name":"x"}',
    'https://kubernetes.io/docs/concepts/',
    'unix:///run/containerd/containerd.sock',
    'rbac.authorization.k8s.io/v1',
    'https://10.0.0.1:6443/readyz',
  ])('no image is seen in %s', text => {
    expect(unknownImages(text, [])).toEqual([]);
  });
});
