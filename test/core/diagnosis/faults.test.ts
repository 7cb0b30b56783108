import {expect, test} from 'vitest';
import type {DiagnosisInput} from '../../../src/core/diagnosis/context.js';
import {diagnose} from '../../../src/core/diagnosis/diagnose.js';
import type {ClusterConfig} from '../../../src/core/model/config.js';
import {EDIT_FAULTS} from './support/edit-faults.js';
import {DRIFT_FAULTS, ETCD_FAULTS, HOST_FAULTS} from './support/faults.js';
import {healthy} from './support/healthy.js';
import {IDENTITY_FAULTS} from './support/identity-faults.js';
import {LOST_FAULTS} from './support/lost-faults.js';
import {UNMANAGED_ETCD_FAULTS} from './support/store-faults.js';

const built = new Map<ClusterConfig, Promise<DiagnosisInput>>();
const cluster = (config: ClusterConfig): Promise<DiagnosisInput> => {
  const found = built.get(config) ?? healthy(config);
  built.set(config, found);
  return found;
};

test.each([
  ...ETCD_FAULTS,
  ...HOST_FAULTS,
  ...DRIFT_FAULTS,
  ...UNMANAGED_ETCD_FAULTS,
  ...IDENTITY_FAULTS,
  ...EDIT_FAULTS,
  ...LOST_FAULTS,
])('$name: $found and nothing else', async ({of, change, found}) => {
  const {findings} = diagnose(change(await cluster(of)));
  expect(findings.map(({code, host}) => (host === undefined ? code : `${code} ${host}`))).toEqual(found);
  // Every place of the remedy is filled.
  expect(findings.filter(({fix}) => /\{\w+\}/.test(fix ?? ''))).toEqual([]);
});
