import {expect, test} from 'vitest';
import {CA_SIGNER_PATH} from '../../../src/core/pki/cas.js';
import {desiredCerts, desiredKubeconfigs} from '../../../src/core/pki/certificates.js';
import {sharedFiles} from '../../../src/core/pki/shared-secrets.js';
import {SHARED_NAMES} from '../../../src/core/pki/types.js';
import {ENCRYPTION_CONFIG, KUBECONFIG, PKI} from '../../../src/core/render/paths.js';
import {desiredCluster} from '../../support/desired.js';

test('every key, certificate and kubeconfig that a component reads is issued', () => {
  const cluster = desiredCluster();
  const issued = new Set([
    CA_SIGNER_PATH,
    ...SHARED_NAMES.flatMap(sharedFiles).map(file => file.path),
    ...desiredCerts(cluster).flatMap(cert => [cert.certPath, cert.keyPath]),
    ...desiredKubeconfigs(cluster).map(kubeconfig => kubeconfig.path),
  ]);
  const read = [ENCRYPTION_CONFIG, ...Object.values(KUBECONFIG), ...Object.values(PKI).flatMap(Object.values<string>)];
  expect(read.filter(path => !issued.has(path))).toEqual([]);
});
