import {describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {objectKey} from '../../../src/core/render/kube/object.js';
import {clusterObjects} from '../../../src/core/render/kube/objects.js';
import {clusterConfig} from '../../support/builders/config.js';
import {release} from '../../support/builders/release.js';

const objects = (config = clusterConfig()) => clusterObjects(desire(config), release());

describe('the objects of a cluster', () => {
  test('have unique keys', () => {
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

  test('include what flanneld may do only with flannel, and what limits it first', () => {
    const none = clusterConfig('stacked', {network: {...clusterConfig().network, plugin: 'none'}});
    const flannel = (config = clusterConfig()) =>
      objects(config)
        .filter(({metadata}) => metadata.name.startsWith('flannel'))
        .map(({kind}) => kind);
    expect(flannel()).toEqual([
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
      'ClusterRole',
      'ClusterRoleBinding',
    ]);
    expect(flannel(none)).toEqual([]);
  });

  test('have DNS at the address that kubelets give to pods', () => {
    const service = objects().find(({kind}) => kind === 'Service');
    expect(service).toMatchObject({metadata: {name: 'kube-dns'}, spec: {clusterIP: '10.96.0.10'}});
  });

  test('have no empty fields, which the API does not store', () => {
    const holes = (value: unknown, path: string): readonly string[] =>
      value === undefined || value === null
        ? [path]
        : typeof value === 'object'
          ? Object.entries(value).flatMap(([key, each]) => holes(each, `${path}.${key}`))
          : [];
    expect(objects().flatMap(object => holes(object, objectKey(object)))).toEqual([]);
  });
});
