import {expect, test} from 'vitest';
import {diagnose} from '../../../src/core/diagnosis/diagnose.js';
import {clusterConfig} from '../../support/rendering.js';
import {certificateFaults} from './support/certificate-faults.js';
import {built} from './support/healthy.js';

test.each(certificateFaults(await built(clusterConfig())))('%s: %s and nothing else', (_, found, changed) => {
  const {findings} = diagnose(changed);
  expect(findings.map(({code, host}) => (host === undefined ? code : `${code} ${host}`))).toEqual([found]);
});
