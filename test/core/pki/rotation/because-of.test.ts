import {expect, test} from 'vitest';
import {desire} from '../../../../src/core/desire.js';
import {hostName} from '../../../../src/core/model/names.js';
import {neededRotations} from '../../../../src/core/pki/rotation/because-of.js';
import {OPERATOR} from '../../../scenario/ca-home/support.js';
import {balanced, clusterConfig, unmanaged} from '../../../support/builders/config.js';

const ALL = ['ca', 'etcd-ca', 'front-proxy-ca', 'service-account'].map(name => `quorate pki rotate-ca ${name}`);
const ENCRYPTION = 'quorate pki rotate-encryption';

test.each([
  ['a control plane', clusterConfig('stacked'), 'cp1', [...ALL, ENCRYPTION]],
  ['a control plane with etcd elsewhere', clusterConfig('external'), 'cp1', [...ALL, ENCRYPTION]],
  ['a host that the configuration does not name', clusterConfig('stacked'), 'gone', [...ALL, ENCRYPTION]],
  [
    'a control plane of an unmanaged etcd',
    unmanaged(),
    'cp1',
    [...ALL.filter(each => !each.includes('etcd')), ENCRYPTION],
  ],
  ['an etcd host', clusterConfig('external'), 'etcd1', ['quorate pki rotate-ca etcd-ca']],
  ['a worker', clusterConfig('stacked'), 'w1', ['quorate pki rotate-ca ca']],
  ['a load balancer', balanced(), 'lb1', []],
] as const)('after %s fell into other hands', (_, config, host, commands) => {
  expect(neededRotations(desire(config), hostName(host)).map(({command}) => command)).toEqual(commands);
});

test('with the CAs of the operator a control plane had certificates of each CA, and no key', () => {
  const of = (config: ReturnType<typeof clusterConfig>) => neededRotations(desire(config), hostName('cp1'));
  const [onHosts, atHome] = [of(clusterConfig()), of(clusterConfig('stacked', {pki: OPERATOR}))];
  expect(atHome.map(({command}) => command)).toEqual(onHosts.map(({command}) => command));
  const keys = (all: typeof atHome) => all.filter(({because}) => /the key of the .* CA/.test(because));
  expect([keys(onHosts).length, keys(atHome).length]).toEqual([3, 0]);
});
