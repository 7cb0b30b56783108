import {describe, expect, test} from 'vitest';
import {digestOf} from '../../../../src/core/model/names.js';
import type {FileFact, HostFacts, UnitFact} from '../../../../src/core/model/observed.js';
import {codes, saidOf} from './situation.js';

const active: UnitFact = {active: 'active', enabled: true, fresh: true, reloaded: true};
const inactive: UnitFact = {active: 'inactive', enabled: false, fresh: false, reloaded: true};
const file: FileFact = {digest: digestOf('a'.repeat(64)), mode: '644', owner: 'root:root'};
const listens = (port: number, process: string): HostFacts['ports'] => [{port, address: '::', process}];
const ours = (unit: string): Pick<HostFacts, 'units' | 'owned'> => ({
  units: new Map([[unit, active]]),
  owned: new Set([`/etc/systemd/system/${unit}`]),
});

describe('ports', () => {
  test('names the process that has taken one, and how to see it', () => {
    const [finding] = saidOf('cp-1', {ports: listens(6443, 'nginx')});
    expect(finding).toMatchObject({
      code: 'Port-6443',
      message: 'cp-1: port 6443 is for kube-apiserver and is taken by nginx',
      fix: expect.stringContaining(':6443'),
    });
  });

  test('are free to be held by our own unit', () => {
    const facts = {ports: listens(6443, 'kube-apiserver'), ...ours('kube-apiserver.service')};
    expect(saidOf('cp-1', facts)).toEqual([]);
  });

  test('are known by the fifteen characters that the kernel keeps of a process name', () => {
    const facts = {ports: listens(10257, 'kube-controller'), ...ours('kube-controller-manager.service')};
    expect(saidOf('cp-1', facts)).toEqual([]);
  });

  test('are not ours when a stranger holds them while our unit fails to start', () => {
    const facts = {ports: listens(6443, 'nginx'), ...ours('kube-apiserver.service')};
    expect(codes(saidOf('cp-1', facts, {isNew: false}))).toEqual(['error Port-6443']);
  });

  test('are not ours when the same program runs without our unit', () => {
    expect(codes(saidOf('cp-1', {ports: listens(6443, 'kube-apiserver')}))).toEqual(['error Port-6443']);
  });

  test('that nothing of ours uses on that host may be taken', () => {
    expect(saidOf('worker-1', {ports: listens(6443, 'nginx')})).toEqual([]);
    expect(codes(saidOf('worker-1', {ports: listens(7443, 'nginx')}))).toEqual(['error Port-7443']);
    expect(codes(saidOf('etcd-1', {ports: listens(2379, 'etcd')}, {external: true}))).toEqual(['error Port-2379']);
  });
});

describe('the etcd data directory', () => {
  const filled = new Map([['/var/lib/etcd', {empty: false, mode: '700', owner: 'root:root'}]]);

  test('is refused with data that nothing vouches for', () => {
    expect(codes(saidOf('cp-1', {directories: filled}))).toEqual(['error DirAvailable--var-lib-etcd']);
  });

  test('may be there and empty', () => {
    const empty = new Map([['/var/lib/etcd', {empty: true, mode: '700', owner: 'root:root'}]]);
    expect(saidOf('cp-1', {directories: empty})).toEqual([]);
  });

  test('is ours with a marker beside it, or with our unit', () => {
    expect(saidOf('cp-1', {directories: filled, etcdMarker: {state: 'forming'}})).toEqual([]);
    expect(saidOf('cp-1', {directories: filled, ...ours('etcd.service')})).toEqual([]);
  });

  test('is refused with the data of a removed member, whatever else says that it is ours', () => {
    const facts = {directories: filled, etcdMarker: {state: 'removed'} as const, ...ours('etcd.service')};
    expect(codes(saidOf('cp-1', facts, {isNew: false}))).toEqual(['error DirAvailable--var-lib-etcd']);
  });

  test('is nobody’s business on a host without a member', () => {
    expect(saidOf('worker-1', {directories: filled})).toEqual([]);
  });
});

describe('files', () => {
  test('that are there and not ours are named as kubeadm names them', () => {
    const [finding] = saidOf('cp-1', {files: new Map([['/etc/kubernetes/pki/ca.crt', file]])});
    expect(finding).toMatchObject({
      code: 'FileAvailable--etc-kubernetes-pki-ca.crt',
      level: 'error',
      fix: expect.stringContaining('kubeadm reset'),
    });
  });

  test('that are ours are left in peace', () => {
    const path = '/etc/kubernetes/pki/ca.crt';
    expect(saidOf('cp-1', {files: new Map([[path, file]]), owned: new Set([path])})).toEqual([]);
  });

  test('under our own folder are ours, noted or not', () => {
    expect(saidOf('cp-1', {files: new Map([['/opt/quorate/runc/1.5.2/runc', file]])})).toEqual([]);
  });

  test('a link to elsewhere is a stranger’s, one into our folder is ours', () => {
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
  ])('a running %s gives %s, a stopped one nothing', (unit, finding) => {
    expect(codes(saidOf('worker-1', {units: new Map([[unit, active]])}))).toEqual([finding]);
    expect(saidOf('worker-1', {units: new Map([[unit, inactive]])})).toEqual([]);
  });

  test('our own kubelet and containerd are no strangers', () => {
    expect(saidOf('worker-1', ours('kubelet.service'))).toEqual([]);
    expect(saidOf('worker-1', ours('containerd.service'))).toEqual([]);
  });

  const from = (address: string, port: number) =>
    `--add-rich-rule='rule family="ipv4" source address="${address}" port port="${port}" protocol="tcp" accept'`;

  test('firewalld is told which ports a control plane with a member needs, and that etcd is for the others alone', () => {
    const [finding] = saidOf('cp-1', {units: new Map([['firewalld.service', active]])});
    expect(finding?.fix).toContain(
      `--add-port=6443/tcp --add-port=10250/tcp --add-port=8472/udp ${from('10.0.0.12', 2380)} ${from('10.0.0.13', 2380)} &&`,
    );
  });

  test('firewalld on a host for etcd alone opens it to control planes and the other members, and to nobody else', () => {
    const [finding] = saidOf('etcd-1', {units: new Map([['firewalld.service', active]])}, {external: true});
    expect(finding?.message).toBe(
      'etcd-1: firewalld is active; control planes have to reach 2379/tcp, and nobody else (10.0.0.11, 10.0.0.12 and 10.0.0.13); the other members of etcd have to reach 2380/tcp, and nobody else (10.0.0.32 and 10.0.0.33)',
    );
    const clients = [11, 12, 13].map(n => from(`10.0.0.${n}`, 2379));
    const peers = [32, 33].map(n => from(`10.0.0.${n}`, 2380));
    expect(finding?.fix).toBe(
      `on etcd-1: firewall-cmd --permanent ${[...clients, ...peers].join(' ')} && firewall-cmd --reload`,
    );
  });
});
