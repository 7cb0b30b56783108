import {expect, test} from 'vitest';
import {diagnose} from '../../../src/core/diagnosis/diagnose.js';
import {clusterConfig} from '../../support/builders/config.js';
import {certificateFaults} from './faults/certificates.js';
import {built} from './support/healthy.js';

test.each(certificateFaults(await built(clusterConfig())))(
  '%s is reported as %s and nothing else',
  (_, found, changed) => {
    const {findings} = diagnose(changed);
    expect(findings.map(({code, host}) => (host === undefined ? code : `${code} ${host}`))).toEqual([found]);
  },
);
