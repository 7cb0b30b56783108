import {expect, test} from 'vitest';
import {diagnose} from '../../../src/core/diagnosis/diagnose.js';
import {sha256} from '../../../src/core/model/digest.js';
import {clusterConfig} from '../../support/builders/config.js';
import {operatorFiles} from '../../support/operator-files.js';
import {editedFile} from './faults/fault.js';
import {healthy} from './support/healthy.js';

const PATH = '/etc/containerd/certs.d/registry.example.com/hosts.toml';

test('the finding about an edited file with credentials has no digest: it would help to guess a password', async () => {
  const registries = [{host: 'registry.example.com', mirrors: [], credentials: {tokenEnv: 'TOKEN'}}];
  const cluster = await healthy(clusterConfig('stacked', {registries}));
  const diagnosis = diagnose(editedFile('w1', PATH)(cluster));
  expect(diagnosis.findings).toMatchObject([{code: 'drift/file-edited', host: 'w1', evidence: []}]);
  const desired = sha256(operatorFiles(registries).get('registry-hosts/registry.example.com')!);
  expect(JSON.stringify(diagnosis)).not.toContain(desired);
});
