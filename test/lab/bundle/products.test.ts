import {expect, test} from 'vitest';
import {digestOf} from '../../../src/core/model/names.js';
import type {Bundle} from '../../../src/core/versions/bundle.js';
import {chooseRelease} from '../../../src/core/versions/release.js';
import {fileOf} from '../../../src/lab/bundle/pack.js';
import {keyOf} from '../../../src/lab/bundle/product.js';
import {productLanes} from '../../../src/lab/bundle/products/index.js';
import {DEFAULT_VERSIONS, versionsFor} from '../../../src/lab/bundle/versions.js';

test.each(['1.36.3', '1.37.2'])('the products for Kubernetes %s are a complete release', kubernetes => {
  const versions = versionsFor({kubernetes});
  const artifacts: Bundle['artifacts'] = productLanes(versions)
    .flat()
    .map(product => ({
      ...product,
      kind: product.image === undefined ? ('binary' as const) : ('image' as const),
      image: product.image?.reference ?? '',
      file: fileOf(product),
      sha256: digestOf(''),
      size: 0,
      compressedSha256: digestOf(''),
      compressedSize: 0,
    }));
  const bundle: Bundle = {apiVersion: 'quorate/v1alpha1', kind: 'Bundle', arch: 'amd64', artifacts};
  const chosen = chooseRelease({kubernetesVersion: kubernetes, arch: 'amd64'}, bundle);
  expect('release' in chosen && chosen.release.versions).toEqual(versions);
});

test('no two products share a place', () => {
  const products = productLanes(DEFAULT_VERSIONS).flat();
  expect(new Set(products.map(keyOf)).size).toBe(products.length);
  expect(new Set(products.map(fileOf)).size).toBe(products.length);
});

test('what comes of one module is built in one lane, where it is compiled once', () => {
  const [first, second] = productLanes(DEFAULT_VERSIONS).map(lane => new Set(lane.map(({source}) => source.path)));
  expect([...first!].filter(path => second!.has(path))).toEqual([]);
});

test('Kubernetes tells its version in both places that are asked for it', () => {
  const kubectl = productLanes(versionsFor({kubernetes: 'v1.37.2'}))
    .flat()
    .find(({name}) => name === 'kubectl')!;
  expect(kubectl.compile).toMatchObject({
    stamps: {
      'k8s.io/client-go/pkg/version.gitVersion': 'v1.37.2',
      'k8s.io/component-base/version.gitVersion': 'v1.37.2',
      'k8s.io/component-base/version.gitMinor': '37',
    },
  });
});

test('etcd follows Kubernetes unless it is named', () => {
  expect(versionsFor({}).etcd).toBe('3.6.16');
  expect(versionsFor({kubernetes: 'v1.37.2'}).etcd).toBe('3.7.3');
  expect(versionsFor({kubernetes: '1.37.2', etcd: 'v3.6.16'}).etcd).toBe('3.6.16');
});

test.each(['1.36', '', 'latest'])('refuses %j, which is not a complete version', kubernetes => {
  expect(() => versionsFor({kubernetes})).toThrow(expect.objectContaining({code: 'usage/version'}));
});
