import {describe, expect, test} from 'vitest';
import {digestOf} from '../../../../src/core/model/names.js';
import type {FileFact, HostFacts, UnitFact} from '../../../../src/core/model/observed.js';
import {codes, saidOf} from './plan-input.js';

const active: UnitFact = {active: 'active', enabled: true, fresh: true, reloaded: true};
const inactive: UnitFact = {active: 'inactive', enabled: false, fresh: false, reloaded: true};
const file: FileFact = {digest: digestOf('a'.repeat(64)), mode: '644', owner: 'root:root'};
const listens = (port: number, process: string): HostFacts['ports'] => [{port, address: '::', process}];
const ours = (unit: string): Pick<HostFacts, 'units' | 'owned'> => ({
  units: new Map([[unit, active]]),
  owned: new Set([`/etc/systemd/system/${unit}`]),
});

describe('ports', () => {
  test('in use are refused, with the process and how to see it', () => {
    const [finding] = saidOf('cp-1', {ports: listens(6443, 'nginx')});
    expect(finding).toMatchObject({
      code: 'Port-6443',
      message: 'cp-1: port 6443, which kube-apiserver needs, is in use by nginx',
      fix: expect.stringContaining(':6443'),
    });
  });

  test('in use by quorate’s own unit have no finding', () => {
    const facts = {ports: listens(6443, 'kube-apiserver'), ...ours('kube-apiserver.service')};
    expect(saidOf('cp-1', facts)).toEqual([]);
  });

  test('in use by quorate’s own unit are recognised by the 15 characters that the kernel keeps of a process name', () => {
    const facts = {ports: listens(10257, 'kube-controller'), ...ours('kube-controller-manager.service')};
    expect(saidOf('cp-1', facts)).toEqual([]);
  });

  test('in use by another process while quorate’s unit fails to start are refused', () => {
    const facts = {ports: listens(6443, 'nginx'), ...ours('kube-apiserver.service')};
    expect(codes(saidOf('cp-1', facts, {isNew: false}))).toEqual(['error Port-6443']);
  });

  test('in use by the same program without quorate’s unit are refused', () => {
    expect(codes(saidOf('cp-1', {ports: listens(6443, 'kube-apiserver')}))).toEqual(['error Port-6443']);
  });

  test('that no component of the host needs may be in use', () => {
    expect(saidOf('worker-1', {ports: listens(6443, 'nginx')})).toEqual([]);
    expect(codes(saidOf('worker-1', {ports: listens(7443, 'nginx')}))).toEqual(['error Port-7443']);
    expect(codes(saidOf('etcd-1', {ports: listens(2379, 'etcd')}, {external: true}))).toEqual(['error Port-2379']);
  });
});

describe('the etcd data directory', () => {
  const filled = new Map([['/var/lib/etcd', {empty: false, mode: '700', owner: 'root:root'}]]);

  test('is refused with data without a marker', () => {
    expect(codes(saidOf('cp-1', {directories: filled}))).toEqual(['error DirAvailable--var-lib-etcd']);
  });

  test('may exist if it is empty', () => {
    const empty = new Map([['/var/lib/etcd', {empty: true, mode: '700', owner: 'root:root'}]]);
    expect(saidOf('cp-1', {directories: empty})).toEqual([]);
  });

  test('has no finding with a marker, or with quorate’s unit', () => {
    expect(saidOf('cp-1', {directories: filled, etcdMarker: {state: 'forming'}})).toEqual([]);
    expect(saidOf('cp-1', {directories: filled, ...ours('etcd.service')})).toEqual([]);
  });

  test('is refused with the data of a removed member, also with quorate’s unit', () => {
    const facts = {directories: filled, etcdMarker: {state: 'removed'} as const, ...ours('etcd.service')};
    expect(codes(saidOf('cp-1', facts, {isNew: false}))).toEqual(['error DirAvailable--var-lib-etcd']);
  });

  test('is not checked on a host without a member', () => {
    expect(saidOf('worker-1', {directories: filled})).toEqual([]);
  });
});

describe('files', () => {
  test('that quorate did not create are refused, with kubeadm’s name of the check', () => {
    const [finding] = saidOf('cp-1', {files: new Map([['/etc/kubernetes/pki/ca.crt', file]])});
    expect(finding).toMatchObject({
      code: 'FileAvailable--etc-kubernetes-pki-ca.crt',
      level: 'error',
      fix: expect.stringContaining('kubeadm reset'),
    });
  });

  test('that quorate created have no finding', () => {
    const path = '/etc/kubernetes/pki/ca.crt';
    expect(saidOf('cp-1', {files: new Map([[path, file]]), owned: new Set([path])})).toEqual([]);
  });

  test('under /opt/quorate have no finding, whether they are listed as owned or not', () => {
    expect(saidOf('cp-1', {files: new Map([['/opt/quorate/runc/1.5.2/runc', file]])})).toEqual([]);
  });

  test('a link into /opt/quorate has no finding, any other link is refused', () => {
    const link = (target: string) => ({links: new Map([['/usr/local/bin/kubectl', target]])});
    expect(codes(saidOf('cp-1', link('/snap/bin/kubectl')))).toEqual(['error FileAvailable--usr-local-bin-kubectl']);
    expect(saidOf('cp-1', link('/opt/quorate/bin/kubectl'))).toEqual([]);
  });
});

describe('services', () => {
  test.each([
    ['docker.service', 'error ContainerRuntime'],
    ['k3s.service', 'error ContainerRuntime'],
    ['kubelet.service', 'error Service-kubelet'],
    ['containerd.service', 'error Service-containerd'],
    ['firewalld.service', 'warning Firewalld'],
  ])('a running %s is reported as %s, a stopped one is not', (unit, finding) => {
    expect(codes(saidOf('worker-1', {units: new Map([[unit, active]])}))).toEqual([finding]);
    expect(saidOf('worker-1', {units: new Map([[unit, inactive]])})).toEqual([]);
  });

  test('quorate’s own kubelet and containerd have no finding', () => {
    expect(saidOf('worker-1', ours('kubelet.service'))).toEqual([]);
    expect(saidOf('worker-1', ours('containerd.service'))).toEqual([]);
  });

  const from = (address: string, port: number) =>
    `--add-rich-rule='rule family="ipv4" source address="${address}" port port="${port}" protocol="tcp" accept'`;

  test('the firewalld command opens the ports of a control plane, and etcd to other members only', () => {
    const [finding] = saidOf('cp-1', {units: new Map([['firewalld.service', active]])});
    expect(finding?.fix).toContain(
      `--add-port=6443/tcp --add-port=10250/tcp --add-port=8472/udp ${from('10.0.0.12', 2380)} ${from('10.0.0.13', 2380)} &&`,
    );
  });

  test('the firewalld command of an etcd host opens it to control planes and the other members only', () => {
    const [finding] = saidOf('etcd-1', {units: new Map([['firewalld.service', active]])}, {external: true});
    expect(finding?.message).toBe(
      'etcd-1: firewalld is active; only control planes must reach 2379/tcp (10.0.0.11, 10.0.0.12 and 10.0.0.13); only the other members of etcd must reach 2380/tcp (10.0.0.32 and 10.0.0.33)',
    );
    const clients = [11, 12, 13].map(n => from(`10.0.0.${n}`, 2379));
    const peers = [32, 33].map(n => from(`10.0.0.${n}`, 2380));
    expect(finding?.fix).toBe(
      `on etcd-1: \`firewall-cmd --permanent ${[...clients, ...peers].join(' ')} && firewall-cmd --reload\``,
    );
  });
});
