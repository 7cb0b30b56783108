import {beforeAll, describe, expect, test} from 'vitest';
import {known} from '../../src/core/model/fact.js';
import type {ObservedCluster} from '../../src/core/model/observed.js';
import {listCertificates} from '../../src/core/pki/inventory.js';
import {EMPTY_QUERY} from '../../src/core/plan/fact-query.js';
import {certificatesText} from '../../src/run/report/certificates-text.js';
import {apply} from '../../src/workflows/apply.js';
import {testCa, testLeaf} from '../support/certificates.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {Scenario} from './run.js';
import {configWith, ETCD_PLACES} from './small.js';

const DAY_MS = 86_400_000;
const ADMIN = '/etc/kubernetes/admin.conf';

describe.each(ETCD_PLACES)('%s: the certificates of a cluster', {timeout: 120_000}, place => {
  const scenario = new Scenario(configWith(place, /^(etcd1|cp1|w1)$/));
  let cluster: MemoryCluster;
  let observed: ObservedCluster;
  beforeAll(async () => {
    cluster = scenario.fresh();
    await scenario.run(apply, cluster);
    ({observed} = await cluster.observe(scenario.desired, 'plan'));
  });
  const listed = (at: Date, of = observed) => listCertificates(scenario.desired, of, at);

  test('are all listed, each with its issuer and with the days that are left', () => {
    const found = listed(new Date());
    expect(found.filter(({daysLeft}) => daysLeft === undefined)).toEqual([]);
    expect(new Set(found.map(({host}) => host))).toEqual(new Set(scenario.desired.hosts.map(({name}) => name)));
    for (const {host, kind, daysLeft, subject, issuer} of found) {
      expect(daysLeft).toBeGreaterThanOrEqual(kind === 'ca' ? 3648 : host.startsWith('w') ? 88 : 363);
      if (kind === 'ca') expect(subject).toBe(issuer);
    }
    expect(found.find(({path, host}) => path === ADMIN && host === 'cp1')).toMatchObject({
      kind: 'kubeconfig',
      subject: 'kubernetes-admin',
      issuer: 'kubernetes',
    });
    expect(found.some(({name}) => name === 'etcd-ca')).toBe(place !== 'unmanaged');
  });

  test('have expired after their time, and one that is gone is missing', async () => {
    const later = listed(new Date(Date.now() + 366 * DAY_MS));
    expect(later.filter(({kind, daysLeft}) => kind !== 'ca' && daysLeft! >= 0)).toEqual([]);
    const left = cluster.newProcess();
    left.world.disk('cp1' as never).files.delete(ADMIN);
    const {observed: without} = await left.observe(scenario.desired, 'plan');
    const missing = listed(new Date(), without).filter(({daysLeft}) => daysLeft === undefined);
    expect(missing.map(({host, path}) => [host, path])).toEqual([['cp1', ADMIN]]);
    const text = certificatesText({certificates: missing, unknown: [{host: 'w1', why: 'cannot connect'}]});
    expect(text.split('\n')[1]).toMatch(/^cp1 +admin +- +- +- +missing +\/etc\/kubernetes\/admin\.conf$/);
    expect(text).toContain('w1: cannot connect');
  });

  test('have that of the kubelet among them, once it has requested one', async () => {
    const path = '/var/lib/kubelet/pki/kubelet-client-current.pem';
    expect(listed(new Date()).some(each => each.path === path)).toBe(false);
    const left = cluster.newProcess();
    const {certText} = testLeaf(testCa(), {subject: {commonName: 'system:node:w1'}, usages: ['client']});
    left.world.disk('w1' as never).put(path, Buffer.from(certText), '600');
    const query = {...EMPTY_QUERY, publicTexts: [path]};
    const facts = await left.host('w1' as never).facts(query);
    const hosts = new Map([['w1' as never, known(facts)]]);
    const found = listCertificates(scenario.desired, {hosts}, new Date()).filter(each => each.path === path);
    expect(found).toMatchObject([{host: 'w1', name: 'kubelet-client', subject: 'system:node:w1'}]);
  });

  test('of a host that cannot be read are not listed', async () => {
    const left = cluster.newProcess();
    left.world.lose('w1' as never);
    const {observed: partly} = await left.observe(scenario.desired, 'plan');
    expect(listed(new Date(), partly).some(({host}) => host === 'w1')).toBe(false);
  });
});
