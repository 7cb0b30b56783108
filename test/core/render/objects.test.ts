import {describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {objectKey} from '../../../src/core/render/kube/object.js';
import {clusterObjects} from '../../../src/core/render/kube/objects.js';
import {clusterConfig, release} from '../../support/rendering.js';

const objects = (config = clusterConfig()) => clusterObjects(desire(config), release());

describe('the objects of a cluster', () => {
  test('have one natural key each', () => {
    const keys = objects().map(objectKey);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('come after what they refer to', () => {
    const keys = objects().map(objectKey);
    const order = [
      'v1/ServiceAccount/kube-system/coredns',
      'v1/ConfigMap/kube-system/coredns',
      'apps/v1/Deployment/kube-system/coredns',
    ];
    expect(keys.filter(key => order.includes(key))).toEqual(order);
  });

  test('let flannel in only where flannel runs', () => {
    const none = clusterConfig('stacked', {network: {...clusterConfig().network, plugin: 'none'}});
    const flannel = (config = clusterConfig()) => objects(config).filter(({metadata}) => metadata.name === 'flannel');
    expect(flannel()).toHaveLength(2);
    expect(flannel(none)).toEqual([]);
  });

  test('serve DNS at the address kubelets tell to pods', () => {
    const service = objects().find(({kind}) => kind === 'Service');
    expect(service).toMatchObject({metadata: {name: 'kube-dns'}, spec: {clusterIP: '10.96.0.10'}});
  });

  test('hold no field without a value: the API stores none, and it would be seen as drift for ever', () => {
    const holes = (value: unknown, path: string): readonly string[] =>
      value === undefined || value === null
        ? [path]
        : typeof value === 'object'
          ? Object.entries(value).flatMap(([key, each]) => holes(each, `${path}.${key}`))
          : [];
    expect(objects().flatMap(object => holes(object, objectKey(object)))).toEqual([]);
  });
});
