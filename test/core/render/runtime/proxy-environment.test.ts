import {describe, expect, test} from 'vitest';
import type {ClusterConfig, ProxyConfig, RegistryConfig} from '../../../../src/core/model/config.js';
import {clusterConfig, hostConfig} from '../../../support/builders/config.js';
import {fileOf, rendered, TEMPLATES} from '../../../support/rendering.js';

const PROXY_VARIABLES = ['HTTP', 'HTTPS', 'ALL', 'NO']
  .flatMap(each => [`${each}_PROXY`, `${each.toLowerCase()}_proxy`])
  .toSorted();

const UNIT = '/etc/systemd/system/containerd.service';
const unitOf = (changes: Partial<ClusterConfig>) =>
  fileOf(rendered('w1', {config: clusterConfig('stacked', changes)}), UNIT);

/** The variables of the unit, as systemd would set them. */
const variables = (unit: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...unit.matchAll(/^Environment="?([A-Za-z_]+)=(.*?)"?$/gm)]
      .map(([, name, value]) => [name!, value!.replaceAll('%%', '%')] as const)
      .filter(([name]) => /proxy/i.test(name)),
  );

const environment = (proxy: ProxyConfig, registries: readonly RegistryConfig[] = []) =>
  variables(unitOf({proxy, registries}));

const EXEMPT = 'localhost,127.0.0.1,::1,10.244.0.0/16,10.96.0.0/12,.svc,.cluster.local';

describe('the unit of containerd', () => {
  test('has the proxies and the exceptions in both spellings', () => {
    const proxy = {http: 'http://proxy:3128', https: 'https://proxy:3129', noProxy: ['.example.com']};
    expect(environment(proxy)).toEqual({
      HTTP_PROXY: 'http://proxy:3128',
      http_proxy: 'http://proxy:3128',
      HTTPS_PROXY: 'https://proxy:3129',
      https_proxy: 'https://proxy:3129',
      NO_PROXY: `${EXEMPT},.example.com`,
      no_proxy: `${EXEMPT},.example.com`,
    });
  });

  test('has only the proxy that is configured', () => {
    expect(Object.keys(environment({https: 'http://proxy:3128', noProxy: []})).sort()).toEqual([
      'HTTPS_PROXY',
      'NO_PROXY',
      'https_proxy',
      'no_proxy',
    ]);
  });

  test('exempts hosts of the cluster that are registries or mirrors', () => {
    const registries = [
      {host: 'w1:5000', mirrors: []},
      {host: 'docker.io', mirrors: ['http://10.0.0.11:5000', 'https://mirror.example.com']},
    ];
    expect(environment({http: 'http://proxy:3128', noProxy: []}, registries).NO_PROXY).toBe(`${EXEMPT},10.0.0.11,w1`);
  });

  test('escapes the specifiers of systemd', () => {
    const unit = unitOf({proxy: {http: 'http://proxy:3128/a%20b', noProxy: []}});
    expect(unit).toContain('Environment="HTTP_PROXY=http://proxy:3128/a%%20b"\n');
  });

  test('is the same after a worker was added', () => {
    const proxy = {http: 'http://proxy:3128', noProxy: []};
    const {hosts} = clusterConfig();
    const more = [...hosts, hostConfig('w2', '10.0.0.22', 'worker')];
    expect(unitOf({proxy, hosts: more})).toBe(unitOf({proxy}));
  });

  test('names no proxy without spec.proxy', () => {
    expect(variables(unitOf({}))).toEqual({});
  });

  test.each<[string, ProxyConfig | undefined]>([
    ['none', undefined],
    ['one for http', {http: 'http://proxy:3128', noProxy: []}],
    ['one for https', {https: 'http://proxy:3128', noProxy: []}],
    ['both', {http: 'http://proxy:3128', https: 'http://proxy:3128', noProxy: []}],
  ])('sets or unsets every variable, so that the service manager sets none of them: %s', (_, proxy) => {
    const unit = unitOf(proxy === undefined ? {} : {proxy});
    const unset = /^UnsetEnvironment=(.*)$/m.exec(unit)![1]!.split(' ');
    expect([...Object.keys(variables(unit)), ...unset].toSorted()).toEqual(PROXY_VARIABLES);
  });
});

/** Programs that make no request of their own: haproxy and keepalived. */
const WITHOUT_REQUESTS = ['haproxy.service', 'quorate-keepalived.service', 'containerd.service'];

test.each(
  [...TEMPLATES].filter(
    ([path]) => /^systemd\/.*\.service$/.test(path) && !WITHOUT_REQUESTS.some(each => path.endsWith(each)),
  ),
)('%s unsets every variable that sets a proxy', (_, text) => {
  expect(/^UnsetEnvironment=(.*)$/m.exec(text)![1]!.split(' ').toSorted()).toEqual(PROXY_VARIABLES);
});
