import fc from 'fast-check';
import {expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {etcdBootstrapEnv, etcdJoinEnv} from '../../../src/core/render/etcd/bootstrap.js';
import {desiredCluster} from '../../support/desired.js';

const desired = desiredCluster();
const [own] = desired.etcd;
const joined = (name: string, peerUrl = 'https://10.0.0.99:2380') =>
  etcdJoinEnv(desired, [{host: name, peerUrl}, own!]);

test.each(['cp1', '', 'etcd-3.example.com', 'Member_1', 'infra0@rack:2'])(
  'a live member named "%s" is written',
  name => {
    expect(joined(name)).toContain(`ETCD_INITIAL_CLUSTER=${name}=https://10.0.0.99:2380,`);
  },
);

test.each(['http://10.0.0.1:2380', 'https://[fd00::11]:2380', 'https://etcd-1.example.com:2380'])(
  'a live member at %s is written',
  url => {
    expect(joined('cp9', url)).toContain(`=cp9=${url},`);
  },
);

test.each([
  'a\nLD_PRELOAD=/tmp/x.so',
  'a\rb',
  'a,b=https://10.0.0.66:2380',
  'a=b',
  'a"b',
  "a'b",
  'a\\',
  'a b',
  'a\u2028b',
  'a\u009bb',
])('a live member whose name is %j is refused, and nothing is written', name => {
  expect(() => joined(name)).toThrow(expect.objectContaining({code: 'etcd/unusable-member'}));
  expect(() => joined('cp9', `https://10.0.0.99:2380${name}`)).toThrow(
    expect.objectContaining({code: 'etcd/unusable-member'}),
  );
});

test('whatever live members call themselves, the file has three settings and as many members as there are', () => {
  fc.assert(
    fc.property(fc.string({unit: 'binary'}), fc.string(), (name, url) => {
      try {
        const lines = joined(name, url).split('\n');
        expect(lines.map(line => line.split('=', 1)[0])).toEqual([
          'ETCD_INITIAL_CLUSTER',
          'ETCD_INITIAL_CLUSTER_STATE',
          'ETCD_INITIAL_CLUSTER_TOKEN',
          '',
        ]);
        expect(lines[0]!.split(',')).toHaveLength(2);
      } catch (error) {
        expect(error).toMatchObject({code: 'etcd/unusable-member'});
      }
    }),
  );
});

test('the members of the configuration are always written', () => {
  expect(etcdBootstrapEnv(desired, own!, 'new')).toContain(`${hostName(own!.host)}=${own!.peerUrl}`);
});
