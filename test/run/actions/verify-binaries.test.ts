import {describe, expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {ETCD} from '../../../src/run/actions/etcd.js';
import {HOST} from '../../../src/run/actions/host.js';
import {strictCluster} from '../../support/strict-cluster.js';
import {runOn} from '../context.js';

const [cp1, cp2] = [hostName('cp1'), hostName('cp2')];

describe('verification of new binaries', () => {
  const programs = [
    {kind: 'binary/verify', host: cp1, path: '/opt/a', version: '1.0.0'},
    {kind: 'binary/verify', host: cp1, path: '/opt/b', version: '2.0.0'},
  ] as const;

  test('is always pending, and only runs the programs', async () => {
    const ran: unknown[] = [];
    const cluster = strictCluster({
      host: name => ({
        verifyBinaries: async all => void ran.push([name, ...all.map(({path}) => path)]),
        smokeTestEtcd: async (path, flags) => void ran.push([name, path, ...flags]),
      }),
    });
    const {context} = runOn(cluster);
    const smokeTest = {kind: 'etcd/smoke-test', host: cp2, path: '/opt/etcd', flags: ['--a=b']} as const;
    expect([
      await HOST['binary/verify'].check(programs, context),
      await ETCD['etcd/smoke-test'].check([smokeTest], context),
    ]).toMatchObject([
      [{because: expect.stringContaining('/opt/a')}, {because: expect.stringContaining('/opt/b')}],
      [{because: expect.stringContaining('/opt/etcd')}],
    ]);
    await HOST['binary/verify'].apply(programs, context);
    await ETCD['etcd/smoke-test'].apply([smokeTest], context);
    expect(ran).toEqual([
      ['cp1', '/opt/a', '/opt/b'],
      ['cp2', '/opt/etcd', '--a=b'],
    ]);
  });
});
