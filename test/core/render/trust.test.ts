import {describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/cluster/desire.js';
import {desiredCerts} from '../../../src/core/pki/certificates.js';
import {desiredKubeconfigs} from '../../../src/core/pki/kubeconfigs.js';
import {sharedFiles} from '../../../src/core/pki/shared.js';
import {authorityCertHolders} from '../../../src/core/pki/trust.js';
import {SHARED_NAMES} from '../../../src/core/pki/types.js';
import {unitInputs} from '../../../src/core/render/unit-inputs.js';
import {clusterConfig, rendered} from '../../support/rendering.js';

const HOSTS = [
  ['stacked', 'cp1'],
  ['stacked', 'w1'],
  ['external', 'etcd1'],
  ['external', 'cp1'],
  ['external', 'w1'],
] as const;

describe.each(HOSTS)('in the %s topology, on %s', (topology, host) => {
  const config = clusterConfig(topology);
  const desired = desire(config);
  const rendering = rendered(host, {config});
  const here = (holder: {readonly host: string}) => holder.host === host;
  const isControlPlane = desired.controlPlanes.some(here);
  const given = new Set([
    ...rendering.files.map(file => file.path),
    ...rendering.links.map(link => link.path),
    ...authorityCertHolders(desired)
      .filter(here)
      .map(({path}) => path),
    ...desiredCerts(desired)
      .filter(here)
      .flatMap(({certPath, keyPath}) => [certPath, keyPath]),
    ...desiredKubeconfigs(desired)
      .filter(here)
      .map(({path}) => path),
    ...(isControlPlane ? SHARED_NAMES.flatMap(name => sharedFiles(name).map(({path}) => path)) : []),
    '/usr/sbin/haproxy',
  ]);

  test('whatever a unit reads is put there: files, binaries, certificates, keys and kubeconfigs', () => {
    const inputs = rendering.files.filter(({path}) => path.endsWith('.service')).flatMap(({text}) => unitInputs(text));
    expect(inputs.filter(path => !given.has(path))).toEqual([]);
  });

  test('a unit reads every certificate that is issued there, but for those that commands use', () => {
    const inputs = new Set(
      rendering.files.flatMap(({path, text}) => (path.endsWith('.service') ? unitInputs(text) : [])),
    );
    const unread = desiredCerts(desired)
      .filter(here)
      .filter(({certPath}) => !inputs.has(certPath));
    expect(unread.map(({name}) => name).filter(name => !name.includes('healthcheck'))).toEqual([]);
  });
});
