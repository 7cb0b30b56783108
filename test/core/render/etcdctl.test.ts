import {execFileSync} from 'node:child_process';
import {describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {desiredCerts} from '../../../src/core/pki/certificates.js';
import {etcdctl, etcdctlEnv} from '../../../src/core/render/etcd/etcdctl.js';
import {unitInputs} from '../../../src/core/render/unit-inputs.js';
import {clusterConfig} from '../../support/builders/config.js';
import {fileOf, rendered} from '../../support/rendering.js';

const desired = desire(clusterConfig('external'));
const {path, mode, text} = etcdctlEnv(desired);

describe('the environment of etcdctl', () => {
  test('gives a shell that reads it the members and a client certificate of the host', () => {
    const env = execFileSync('sh', ['-euc', `${text}\nenv`], {env: {PATH: process.env.PATH}, encoding: 'utf8'});
    const value = (name: string) => new RegExp(`^ETCDCTL_${name}=(.*)$`, 'm').exec(env)?.[1];
    expect(value('ENDPOINTS')?.split(',')).toEqual(desired.etcd.map(({clientUrl}) => clientUrl));
    expect(value('CACERT')).toBe('/etc/kubernetes/pki/etcd/ca.crt');
    expect(desiredCerts(desired).filter(({host}) => host === 'etcd1')).toContainEqual(
      expect.objectContaining({certPath: value('CERT'), keyPath: value('KEY'), signedBy: 'etcd-ca'}),
    );
    // etcdctl of etcd 3.6 and later warns about every other variable.
    expect(env.match(/^ETCDCTL_\w+/gm)).toHaveLength(4);
  });

  test('is for root only, and no input of the unit', () => {
    expect(mode).toBe('600');
    const rendering = rendered('etcd1', {config: clusterConfig('external')});
    expect(unitInputs(fileOf(rendering, '/etc/systemd/system/etcd.service'))).not.toContain(path);
  });

  test('is on etcd hosts only', () => {
    const files = (host: string) => rendered(host, {config: clusterConfig('external')}).files.map(file => file.path);
    expect(['etcd1', 'cp1', 'w1'].map(host => files(host).includes(path))).toEqual([true, false, false]);
  });

  test('is read by the command line that remedies print', () => {
    expect(etcdctl('member list')).toBe(`. ${path}; etcdctl member list`);
  });
});
