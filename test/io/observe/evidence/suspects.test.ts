import {describe, expect, test} from 'vitest';
import {desire} from '../../../../src/core/desire.js';
import type {Evidence, UnitEvidence} from '../../../../src/core/diagnosis/evidence.js';
import {known, unknown} from '../../../../src/core/model/fact.js';
import {digestOf, type HostName} from '../../../../src/core/model/names.js';
import {kubeCall} from '../../../../src/io/kube/call.js';
import {askSuspects, cacheRevisionIn, encryptionIn} from '../../../../src/io/observe/evidence/suspects.js';
import {answeringWith} from '../../../support/answers.js';
import {clusterConfig} from '../../../support/builders/config.js';
import {machineFacts} from '../../../support/builders/facts.js';

const desired = desire(clusterConfig());
const HOSTS = desired.hosts.map(({name}) => name);
const HASH = 'd6cadf899375e97e0b9d905aad637e6b8eeff046b8dfc06167e01c9d0fa2017f';
const METRIC = `apiserver_encryption_config_controller_last_config_info{apiserver_id_hash="sha256:${'7'.repeat(64)}",hash="sha256:${HASH}"}`;
const LEASES =
  '{"kind":"LeaseList","apiVersion":"coordination.k8s.io/v1","metadata":{"resourceVersion":"361"},"items":[]}';

const unit = (activeSeconds: number): UnitEvidence => ({
  active: 'active',
  result: 'success',
  restarts: 0,
  activeSeconds,
  log: [],
});

/** @param etcd for how long each member has been active. */
function evidence(etcd: readonly number[], fresh = true): Pick<Evidence, 'observed' | 'hosts'> {
  const units = (index: number) =>
    new Map([
      ['kube-apiserver.service', unit(1000)],
      ['etcd.service', unit(etcd[index] ?? 0)],
    ]);
  const files = new Map([
    ['/etc/kubernetes/encryption.yaml', {digest: digestOf('a'.repeat(64)), mode: '600', owner: 'root:root'}],
  ]);
  const facts = {
    ...machineFacts(),
    files,
    units: new Map([['kube-apiserver.service', {active: 'active', enabled: true, fresh, reloaded: true}]]),
  };
  return {
    observed: {
      hosts: new Map(HOSTS.map(host => [host, known(facts)])),
      etcd: unknown('not asked'),
      apiReady: new Map(desired.controlPlanes.map(({host}) => [host, known(host !== 'cp3')])),
      kube: unknown('not asked'),
    },
    hosts: new Map(
      HOSTS.map((host, index) => [
        host,
        known({units: units(index), dropIns: new Map(), addresses: [], disks: new Map()}),
      ]),
    ),
  };
}

async function asking(seen: ReturnType<typeof evidence>) {
  const asked: string[] = [];
  const to = (host: HostName) =>
    answeringWith(({argv}) => {
      asked.push(`${host} ${argv.at(-1)}`);
      return {stdout: argv.at(-1) === 'encryption' ? METRIC : LEASES};
    });
  const found = await askSuspects(kubeCall(to, ''), desired, seen, async () => {
    asked.push('etcd');
    return '296';
  });
  return {asked, found};
}

test('API servers of a healthy cluster are not asked', async () => {
  expect(await asking(evidence([1001, 900, 900]))).toEqual({asked: [], found: {}});
});

test('API servers that started before all members of etcd are asked, and etcd after them', async () => {
  const {asked, found} = await asking(evidence([900, 900, 900]));
  expect(asked).toEqual(['cp1 cache-revision', 'cp2 cache-revision', 'etcd']);
  expect([...(found.watchCaches ?? [])]).toEqual([
    ['cp1', {seen: '361', etcd: '296'}],
    ['cp2', {seen: '361', etcd: '296'}],
  ]);
});

test('API servers whose files changed are asked for their encryption keys', async () => {
  const {asked, found} = await asking(evidence([1001, 1001, 1001], false));
  expect(asked).toEqual(['cp1 encryption', 'cp2 encryption']);
  expect(found.encryption?.get('cp1' as HostName)).toBe(HASH);
});

describe('what is not understood is unknown', () => {
  test.each([
    '',
    'Error from server',
    '{"items":[{"metadata":{"resourceVersion":"5"}}],"metadata":{}}',
    LEASES.replace('361', '9'.repeat(30)),
  ])('%s', text => {
    expect(cacheRevisionIn(text)).toBeUndefined();
  });

  test('two digests', () => {
    expect(encryptionIn(`${METRIC}\n${METRIC}`)).toBeUndefined();
    expect(encryptionIn(METRIC)).toBe(HASH);
  });
});
