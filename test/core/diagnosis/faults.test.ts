import {expect, test} from 'vitest';
import type {DiagnosisInput} from '../../../src/core/diagnosis/context.js';
import {diagnose} from '../../../src/core/diagnosis/diagnose.js';
import type {ClusterConfig} from '../../../src/core/model/config.js';
import {FAULTS} from './faults/all.js';
import {healthy} from './support/healthy.js';

const built = new Map<ClusterConfig, Promise<DiagnosisInput>>();
const cluster = (config: ClusterConfig): Promise<DiagnosisInput> => {
  const found = built.get(config) ?? healthy(config);
  built.set(config, found);
  return found;
};

test.each(FAULTS)('$name is reported as $found and nothing else', async ({of, change, found}) => {
  const {findings} = diagnose(change(await cluster(of)));
  expect(findings.map(({code, host}) => (host === undefined ? code : `${code} ${host}`))).toEqual(found);
  expect(
    findings.filter(({fix}) => /\{\w+\}/.test(fix ?? '')),
    'placeholders without a value',
  ).toEqual([]);
});
