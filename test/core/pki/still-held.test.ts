import {expect, test} from 'vitest';
import {unknown} from '../../../src/core/model/fact.js';
import {hostName} from '../../../src/core/model/names.js';
import type {ObservedCluster} from '../../../src/core/model/observed.js';
import {rolesOf, stillHeld} from '../../../src/core/pki/still-held.js';
import {desiredCluster} from '../../support/desired.js';

const now = new Date('2026-11-23T12:00:00Z');
const observed: ObservedCluster = {
  hosts: new Map(),
  etcd: unknown('not read'),
  apiReady: new Map(),
  kube: unknown('not read'),
};

const held = (host: string, desired = desiredCluster({topology: 'external'})): string =>
  stillHeld(rolesOf(hostName(host), desired, observed), {desired, observed, now}).join('\n');

test('a worker holds no keys of the cluster and no access to etcd, but a kubelet certificate that renews itself', () => {
  const text = held('worker-1');
  expect(text).toMatch(/kubelet, which renews it by itself.*expires on 2036-11-20/);
  expect(text).toMatch(/kube-proxy and flanneld.*until 2027-11-23/);
  expect(text).not.toMatch(/etcd|private keys|admin\.conf/);
});

test('a control plane holds everything', () => {
  const text = held('cp-2');
  expect(text).toMatch(/private keys of the CAs/);
  expect(text).toMatch(/service account key.*encryption keys/);
  expect(text).toMatch(/admin\.conf.*until 2027-11-23/);
  expect(text).toMatch(/client certificates of etcd/);
  expect(text).toMatch(/kubelet/);
});

test('an etcd host holds access to the database, and nothing of a node', () => {
  const text = held('etcd-1');
  expect(text).toMatch(/^client certificates of etcd: everything in its database \(until 2027-11-23\)$/);
});

test('another pod network has no certificate of flanneld', () => {
  expect(held('worker-1', desiredCluster({network: {plugin: 'none'}}))).not.toContain('flanneld');
});

test('the time is at most that of the longest certificates of the configuration', () => {
  const pki = {certValidityDays: 30, workerCertValidityDays: 60};
  expect(held('worker-1', desiredCluster({pki}))).toContain('until 2027-01-22');
});

test('a host that the cluster does not know holds nothing of it', () => {
  expect(held('load-balancer-1')).toBe('');
});

test('with the CAs of the operator a lost control plane holds no CA key, and a kubelet renews nothing', () => {
  const base = desiredCluster({topology: 'stacked'});
  const text = held('cp-2', {...base, pki: {...base.pki, home: 'operator'}});
  expect(text).not.toMatch(/private keys of the CAs|renews it by itself/);
  expect(text).toMatch(/front proxy.*until 2027-11-23/);
  expect(text).toMatch(/its kubelet: .*until 2027-11-23/);
  expect(text).toMatch(/service account key/);
});
