import {describe, expect, test} from 'vitest';
import type {DesiredCluster} from '../../../src/core/model/desired.js';
import {desiredCerts, desiredKubeconfigs} from '../../../src/core/pki/certificates.js';
import {desiredCluster} from '../../support/desired.js';

const named = (c: DesiredCluster, name: string, host: string) =>
  desiredCerts(c).find(cert => cert.name === name && cert.host === host);

const namesOn = (c: DesiredCluster, host: string) =>
  desiredCerts(c)
    .filter(cert => cert.host === host)
    .map(cert => cert.name);

const MEMBER = ['etcd-server', 'etcd-peer', 'etcd-healthcheck-client'];
const CONTROL_PLANE = [
  'apiserver-etcd-client',
  'apiserver',
  'apiserver-kubelet-client',
  'front-proxy-client',
  'controller-manager-server',
  'scheduler-server',
];

describe('the certificates of a host', () => {
  test('on a stacked control plane are those of its member, its components and its kubelet', () => {
    expect(namesOn(desiredCluster(), 'cp-2')).toEqual([...MEMBER, ...CONTROL_PLANE, 'kubelet-server']);
  });

  test('on an etcd host are those of its member only', () => {
    const c = desiredCluster({topology: 'external'});
    expect(namesOn(c, 'etcd-3')).toEqual(MEMBER);
    expect(namesOn(c, 'cp-1')).toEqual([...CONTROL_PLANE, 'kubelet-server']);
  });

  test('on a worker are the serving certificate of its kubelet', () => {
    expect(namesOn(desiredCluster(), 'worker-1')).toEqual(['kubelet-server']);
  });

  test('have different paths', () => {
    for (const topology of ['stacked', 'external'] as const) {
      const paths = desiredCerts(desiredCluster({topology})).flatMap(cert => [
        `${cert.host}:${cert.certPath}`,
        `${cert.host}:${cert.keyPath}`,
      ]);
      expect(new Set(paths).size).toBe(paths.length);
    }
  });
});

describe('the content of certificates', () => {
  const c = desiredCluster({pki: {apiServerSans: ['API.other.example', 'fd00::1', '10.0.0.11']}});

  test('the API server has the names of its node, the kubernetes service, loopback, the endpoint and the extra names', () => {
    expect(named(c, 'apiserver', 'cp-1')).toEqual({
      name: 'apiserver',
      host: 'cp-1',
      signedBy: 'ca',
      subject: {commonName: 'kube-apiserver'},
      usages: ['server'],
      sans: {
        dns: [
          'cp-1',
          'kubernetes',
          'kubernetes.default',
          'kubernetes.default.svc',
          'kubernetes.default.svc.cluster.local',
          'localhost',
          'api.demo.example',
          'api.other.example',
        ],
        ip: ['10.96.0.1', '10.0.0.11', '127.0.0.1', 'fd00::1'],
      },
      certPath: '/etc/kubernetes/pki/apiserver.crt',
      keyPath: '/etc/kubernetes/pki/apiserver.key',
      validityDays: 365,
    });
  });

  test('an endpoint that is an address is among the addresses', () => {
    const sans = named(desiredCluster({endpoint: {host: '10.0.0.100', port: 6443}}), 'apiserver', 'cp-1')?.sans;
    expect(sans?.ip).toContain('10.0.0.100');
    expect(sans?.dns).not.toContain('10.0.0.100');
  });

  test('a control plane that joins changes no certificate of the others', () => {
    const before = desiredCerts(desiredCluster({controlPlanes: 1}));
    const after = desiredCerts(desiredCluster({controlPlanes: 3}));
    for (const cert of before) expect(after).toContainEqual(cert);
  });

  test('both certificates of an etcd member are for servers and clients, with its own name and loopback', () => {
    for (const name of ['etcd-server', 'etcd-peer']) {
      expect(named(c, name, 'cp-2')).toMatchObject({
        signedBy: 'etcd-ca',
        subject: {commonName: 'cp-2'},
        usages: ['server', 'client'],
        sans: {dns: ['cp-2', 'localhost'], ip: ['10.0.0.12', '127.0.0.1', '::1']},
      });
    }
  });

  test('the serving certificate of a kubelet has the name of its node', () => {
    expect(named(c, 'kubelet-server', 'worker-2')).toMatchObject({
      signedBy: 'ca',
      subject: {commonName: 'system:node:worker-2', organization: 'system:nodes'},
      usages: ['server'],
      sans: {dns: ['worker-2'], ip: ['10.0.0.22']},
      certPath: '/var/lib/kubelet/pki/kubelet.crt',
    });
  });

  test('client certificates have kubeadm’s common names, the usage client only and no alternative names', () => {
    const clients = desiredCerts(desiredCluster({controlPlanes: 1, workers: 0})).filter(
      cert => !cert.usages.includes('server'),
    );
    expect(clients.map(({name, signedBy, subject}) => [name, signedBy, subject.commonName])).toEqual([
      ['etcd-healthcheck-client', 'etcd-ca', 'kube-etcd-healthcheck-client'],
      ['apiserver-etcd-client', 'etcd-ca', 'kube-apiserver-etcd-client'],
      ['apiserver-kubelet-client', 'ca', 'kube-apiserver-kubelet-client'],
      ['front-proxy-client', 'front-proxy-ca', 'front-proxy-client'],
    ]);
    for (const {sans, subject} of clients) {
      expect(sans).toEqual({dns: [], ip: []});
      expect(subject.organization).toBeUndefined();
    }
  });
});

describe('new certificates', () => {
  const daysOf = (pki: Parameters<typeof desiredCluster>[0], topology: 'stacked' | 'external' = 'external') => {
    const c = desiredCluster({topology, ...pki});
    const all = [...desiredCerts(c), ...desiredKubeconfigs(c)];
    const of = (prefix: string) => [
      ...new Set(all.filter(({host}) => host.startsWith(prefix)).map(({validityDays}) => validityDays)),
    ];
    return {cp: of('cp-'), etcd: of('etcd-'), worker: of('worker-')};
  };

  test('are valid for 90 days on workers, and for a year on control planes and etcd hosts', () => {
    expect(daysOf({})).toEqual({cp: [365], etcd: [365], worker: [90]});
    expect(daysOf({}, 'stacked')).toEqual({cp: [365], etcd: [], worker: [90]});
  });

  test('are valid on workers for as long as is set, and for no longer than elsewhere if it is not', () => {
    expect(daysOf({pki: {workerCertValidityDays: 400}}).worker).toEqual([400]);
    expect(daysOf({pki: {certValidityDays: 30}})).toEqual({cp: [30], etcd: [30], worker: [30]});
  });
});
