import {expect, test} from 'vitest';
import type {Bundle} from '../../../src/core/artifacts/bundle.js';
import {versionsFor} from '../../../src/core/artifacts/catalog.js';
import {chooseRelease} from '../../../src/core/artifacts/release.js';
import {fileOf} from '../../../src/lab/bundle/pack.js';
import {keyOf} from '../../../src/lab/bundle/product.js';
import {productLanes} from '../../../src/lab/bundle/products/index.js';
import {artifactOf} from '../../support/builders/release.js';

test.each(['1.34.2', '1.35.4', '1.36.3', '1.37.2'])(
  'the products for Kubernetes %s are a complete release',
  kubernetes => {
    const versions = versionsFor({kubernetes});
    const artifacts: Bundle['artifacts'] = productLanes(versions)
      .flat()
      .map(({component, version, name}) => artifactOf(component, version, name));
    const bundle: Bundle = {apiVersion: 'quorate/v1alpha2', kind: 'Bundle', artifacts};
    const chosen = chooseRelease({kubernetesVersion: kubernetes}, bundle);
    expect('release' in chosen && chosen.release.versions).toEqual(versions);
  },
);

test('no two products share a place', () => {
  const products = productLanes(versionsFor({})).flat();
  expect(new Set(products.map(keyOf)).size).toBe(products.length);
  expect(new Set(products.map(fileOf)).size).toBe(products.length);
});

test('what comes of one module is built in one lane, where it is compiled once', () => {
  const [first, second] = productLanes(versionsFor({})).map(lane => new Set(lane.map(({source}) => source.path)));
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
