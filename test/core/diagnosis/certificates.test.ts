import {expect, test} from 'vitest';
import {diagnose} from '../../../src/core/diagnosis/diagnose.js';
import {endingWhereLeftOut} from '../../../src/core/diagnosis/rules/ending.js';
import {hostName} from '../../../src/core/model/names.js';
import {clusterConfig, PKI} from '../../support/builders/config.js';
import {caHomeFaults, WITH_OPERATOR} from './faults/ca-home.js';
import {certificateFaults, endingCaFaults, ONE_YEAR} from './faults/certificates.js';
import {built} from './support/healthy.js';

test.each([
  ...certificateFaults(await built(clusterConfig('stacked', {pki: {...PKI, workerCertValidityDays: 365}}))),
  ...endingCaFaults(await built(ONE_YEAR)),
  ...caHomeFaults(await built(WITH_OPERATOR)),
])('%s is reported as %s and nothing else', (_, found, changed) => {
  const {findings} = diagnose(changed);
  expect(findings.map(({code, host}) => (host === undefined ? code : `${code} ${host}`))).toEqual([found]);
});

const {input} = await built(clusterConfig());

test.each([
  [59, []],
  [61, ['warning cert/renewal-due w1']],
  [77, ['error cert/expires-soon w1']],
  [91, ['error cert/expired w1']],
] as const)('the certificates of a worker, after %d days', (days, found) => {
  const {findings} = diagnose({...input, now: new Date(input.now.getTime() + days * 86_400_000)});
  expect(findings.map(({level, code, host}) => `${level} ${code} ${host}`)).toEqual(found);
});

test.each([
  [59, []],
  [61, ['cert/renewal-due']],
  [91, ['cert/expires-soon']],
] as const)('a run that leaves out a worker says after %d days what it does not renew', (days, found) => {
  const now = new Date(input.now.getTime() + days * 86_400_000);
  const of = (host: string) => endingWhereLeftOut([hostName(host)], input.desired, input.evidence.observed, now);
  expect(of('w1').map(({code}) => code)).toEqual(found);
  expect(of('cp2')).toEqual([]);
});
