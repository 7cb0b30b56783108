import {describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {CA_SIGNER_PATH} from '../../../src/core/pki/cas.js';
import {desiredCerts} from '../../../src/core/pki/certificates.js';
import {desiredKubeconfigs} from '../../../src/core/pki/kubeconfigs.js';
import {sharedFiles} from '../../../src/core/pki/shared-secrets.js';
import {caCertHolders} from '../../../src/core/pki/trust.js';
import {SHARED_NAMES} from '../../../src/core/pki/types.js';
import {unitInputs, unitReloads} from '../../../src/core/render/unit-inputs.js';
import {balanced, clusterConfig} from '../../support/builders/config.js';
import {rendered} from '../../support/rendering.js';

const HOSTS = [
  ['stacked', 'cp1', clusterConfig()],
  ['stacked', 'w1', clusterConfig()],
  ['external', 'etcd1', clusterConfig('external')],
  ['external', 'cp1', clusterConfig('external')],
  ['external', 'w1', clusterConfig('external')],
  ['balanced', 'lb1', balanced()],
] as const;

const takenIn = (text: string): readonly string[] => [...unitInputs(text), ...unitReloads(text)];

describe.each(HOSTS)('in the %s topology, on %s', (_, host, config) => {
  const desired = desire(config);
  const rendering = rendered(host, {config});
  const here = (holder: {readonly host: string}) => holder.host === host;
  const isControlPlane = desired.controlPlanes.some(here);
  const given = new Set([
    ...rendering.files.map(file => file.path),
    ...rendering.links.map(link => link.path),
    ...caCertHolders(desired)
      .filter(here)
      .map(({path}) => path),
    ...desiredCerts(desired)
      .filter(here)
      .flatMap(({certPath, keyPath}) => [certPath, keyPath]),
    ...desiredKubeconfigs(desired)
      .filter(here)
      .map(({path}) => path),
    ...(isControlPlane ? [CA_SIGNER_PATH] : []),
    ...(isControlPlane ? SHARED_NAMES.flatMap(name => sharedFiles(name).map(({path}) => path)) : []),
    '/usr/sbin/haproxy',
    '/usr/sbin/keepalived',
  ]);

  test('every file, binary, certificate, key and kubeconfig that a unit reads is installed', () => {
    const inputs = rendering.files.filter(({path}) => path.endsWith('.service')).flatMap(({text}) => takenIn(text));
    expect(inputs.filter(path => !given.has(path))).toEqual([]);
  });

  test('every issued certificate is read by a unit, except those for commands', () => {
    const inputs = new Set(rendering.files.flatMap(({path, text}) => (path.endsWith('.service') ? takenIn(text) : [])));
    const unread = desiredCerts(desired)
      .filter(here)
      .filter(({certPath}) => !inputs.has(certPath));
    expect(unread.map(({name}) => name).filter(name => !name.includes('healthcheck'))).toEqual([]);
  });
});
