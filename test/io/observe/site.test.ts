import {expect, test} from 'vitest';
import {desire} from '../../../src/core/cluster/desire.js';
import {hostName} from '../../../src/core/cluster/names.js';
import {Failure} from '../../../src/core/failure.js';
import {connectedSite} from '../../../src/io/observe/site.js';
import type {FactQuestion, HostPort} from '../../../src/run/site.js';
import {answeringWith} from '../../support/answers.js';
import {clusterConfig, machineFacts, release, TEMPLATES} from '../../support/rendering.js';
import {strictHost} from '../../support/strict-site.js';

const desired = desire(clusterConfig());

const site = (facts: (name: string, question: FactQuestion) => ReturnType<typeof machineFacts>) =>
  connectedSite({
    desired,
    release: release(),
    templates: TEMPLATES,
    reach: {
      to: () => answeringWith(() => ({code: 90, stderr: 'nothing is installed'})),
      forget: () => undefined,
      close: async () => undefined,
    },
    storeClient: async () => {
      throw new Error('no etcd of somebody else was expected');
    },
    snapshots: {
      keep: async () => Promise.reject(new Error('no snapshot was expected')),
      newest: async () => undefined,
    },
    port: (name): HostPort => ({...strictHost(name), facts: async question => facts(name, question)}),
  });

test('hosts, etcd and the API are observed in one go, and what cannot be read says why', async () => {
  const observed = await site(name => {
    if (name === 'w1') throw new Failure('hosts/unreachable', 'w1: no route');
    return machineFacts({hostname: name});
  }).observe(desired);
  expect(observed.hosts.get(hostName('cp2'))).toMatchObject({known: true, value: {hostname: 'cp2'}});
  expect(observed.hosts.get(hostName('w1'))).toEqual({known: false, why: 'w1: no route'});
  expect(observed.etcd.known).toBe(false);
  expect(observed.apiReady.get(hostName('cp1'))).toEqual({known: true, value: false});
  expect(observed.kube).toEqual({known: false, why: 'no API server is ready'});
});

test('the trouble with a host is kept whole, until it can be read again', async () => {
  const trouble = new Failure('hosts/unreachable', 'w1: no route', {suggestions: ['ping w1']});
  let down = true;
  const seen = site(name => {
    if (name === 'w1' && down) throw trouble;
    return machineFacts();
  });
  await seen.observe(desired);
  expect(seen.troubleWith(hostName('w1'))).toBe(trouble);
  expect(seen.troubleWith(hostName('cp1'))).toBeUndefined();
  down = false;
  await seen.observe(desired);
  expect(seen.troubleWith(hostName('w1'))).toBeUndefined();
});

test('each host is asked about what would be put there', async () => {
  const asked = new Map<string, FactQuestion>();
  await site((name, question) => {
    asked.set(name, question);
    return machineFacts();
  }).observe(desired);
  expect(asked.get('cp1')?.paths).toContain('/etc/kubernetes/pki/ca.key');
  expect(asked.get('cp1')?.publicTexts).not.toContain('/etc/kubernetes/pki/ca.key');
  expect(asked.get('w1')?.paths).not.toContain('/etc/kubernetes/pki/ca.key');
  expect(asked.get('w1')?.units).toContain('quorate-balancer.service');
});

test('a mistake of our own is not taken for a host that cannot be read', async () => {
  const observing = site(() => {
    throw new TypeError('a bug');
  }).observe(desired);
  await expect(observing).rejects.toThrow('a bug');
});
