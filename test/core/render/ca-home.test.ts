import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {desire} from '../../../src/core/desire.js';
import {hostName} from '../../../src/core/model/names.js';
import {CAS} from '../../../src/core/pki/cas.js';
import {desiredKubeconfigs} from '../../../src/core/pki/kubeconfigs.js';
import {OPERATOR} from '../../scenario/ca-home/support.js';
import {clusterConfig, PKI} from '../../support/builders/config.js';
import {fileOf, flagsOf, rendered} from '../../support/rendering.js';

const cp1 = hostName('cp1');
const config = clusterConfig('stacked', {pki: OPERATOR});
const controllers = (of: typeof config) => rendered(cp1, {config: of});

test('with the CAs of the operator the controller manager signs nothing and reads no CA key', () => {
  const rendering = controllers(config);
  const flags = flagsOf(rendering, 'kube-controller-manager');
  expect(flags.filter(flag => flag.startsWith('--cluster-signing'))).toEqual([]);
  expect(flags).toContain(`--root-ca-file=${CAS.ca.certPath}`);
  for (const {path, text} of rendering.files)
    for (const {keyPath} of Object.values(CAS)) expect(text.includes(keyPath), path).toBe(false);
  const onHosts = flagsOf(controllers(clusterConfig()), 'kube-controller-manager');
  expect(onHosts.filter(flag => flag.startsWith('--cluster-signing'))).toHaveLength(3);
});

test.each([
  ['hosts', PKI, true],
  ['operator', OPERATOR, false],
] as const)('with home: %s a kubelet requests certificates: %s', (_, pki, requests) => {
  const rendering = rendered(hostName('w1'), {config: clusterConfig('stacked', {pki})});
  expect(parse(fileOf(rendering, '/var/lib/kubelet/config.yaml')).rotateCertificates).toBe(requests);
});

test.each([
  ['hosts', PKI, 90],
  ['operator', OPERATOR, 365],
  ['operator, with a setting', {...OPERATOR, workerCertValidityDays: 30}, 30],
] as const)('with home: %s certificates of workers live %#', (_, pki, days) => {
  const [kubeconfig] = desiredKubeconfigs(desire(clusterConfig('stacked', {pki}))).filter(({host}) => host === 'w1');
  expect(kubeconfig?.validityDays).toBe(days);
});
