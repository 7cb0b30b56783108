import {describe, expect, test} from 'vitest';
import {noProxyOf, serviceNoProxyOf} from '../../../src/core/model/no-proxy.js';
import {desiredCluster} from '../../support/desired.js';

const cluster = (workers: number, noProxy: readonly string[] = ['.example.com', '10.0.0.0/8']) =>
  desiredCluster({workers, controlPlanes: 1, proxy: {http: 'http://proxy:3128', noProxy}});

const OWN = ['localhost', '127.0.0.1', '::1', '10.244.0.0/16', '10.96.0.0/12', '.svc', '.cluster.local'];

describe('a download goes past the proxy', () => {
  test('to the host itself, pods, services, hosts by name and address, the endpoint, and what spec.proxy lists', () => {
    expect(noProxyOf(cluster(1))).toEqual([
      ...OWN,
      'cp-1',
      '10.0.0.11',
      'worker-1',
      '10.0.0.21',
      'api.demo.example',
      '.example.com',
      '10.0.0.0/8',
    ]);
  });

  test('with each exception listed once', () => {
    const listed = noProxyOf(cluster(1, ['localhost', '10.0.0.11', '.svc']));
    expect(listed).toHaveLength(new Set(listed).size);
  });

  test('only within the cluster when spec.proxy lists nothing', () => {
    expect(noProxyOf(desiredCluster({workers: 0, controlPlanes: 1}))).toEqual([
      ...OWN,
      'cp-1',
      '10.0.0.11',
      'api.demo.example',
    ]);
  });
});

describe('a service goes past the proxy', () => {
  test('to the same targets without hosts, so that an added worker changes nothing', () => {
    expect(serviceNoProxyOf(cluster(1), [])).toEqual([...OWN, '.example.com', '10.0.0.0/8']);
    expect(serviceNoProxyOf(cluster(9), [])).toEqual(serviceNoProxyOf(cluster(1), []));
  });

  test('to hosts of the cluster that are registries', () => {
    expect(serviceNoProxyOf(cluster(3), ['10.0.0.22', 'api.demo.example', 'registry.example.com'])).toEqual([
      ...OWN,
      '10.0.0.22',
      'api.demo.example',
      '.example.com',
      '10.0.0.0/8',
    ]);
  });
});
