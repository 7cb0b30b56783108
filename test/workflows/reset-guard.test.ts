import {describe, expect, test} from 'vitest';
import {desire} from '../../src/core/cluster/desire.js';
import {type Fact, known, unknown} from '../../src/core/cluster/fact.js';
import {clusterId, etcdId, type HostName, hostName} from '../../src/core/cluster/names.js';
import type {EtcdMember, EtcdState, HostFacts} from '../../src/core/cluster/observed.js';
import {fingerprintOf} from '../../src/core/identity/ca.js';
import type {HostIdentity} from '../../src/core/identity/record.js';
import {resetFindings, UNRECORDED} from '../../src/workflows/reset-guard.js';
import {testAuthority} from '../support/certificates.js';
import {clusterConfig, machineFacts} from '../support/rendering.js';

const CA = '/etc/kubernetes/pki/ca.crt';
const [ours, theirs] = [clusterId('a'.repeat(32)), clusterId('b'.repeat(32))];
const authority = testAuthority().certPem;
const config = clusterConfig();
const desired = desire(config);
const ABSENT: Fact<EtcdState> = known({is: 'absent'});

/** A host that carries something of a cluster, as it recorded it. */
function carrying(name: string, changes: Partial<HostIdentity> = {}, more: Partial<HostFacts> = {}): HostFacts {
  const {machineId} = machineFacts();
  const identity: HostIdentity = {
    cluster: ours,
    clusterName: config.name,
    host: hostName(name),
    address: config.hosts.find(each => each.name === name)!.address,
    machineId,
    ca: fingerprintOf(authority),
    founded: true,
    settings: desired.settings,
    ...changes,
  };
  return machineFacts({
    owned: new Set([CA]),
    publicTexts: new Map([[CA, authority]]),
    identity: known(identity),
    ...more,
  });
}

const fresh = machineFacts();
const unrecorded = machineFacts({owned: new Set([CA])});

const hosts = (given: Readonly<Record<string, HostFacts>> = {}): ReadonlyMap<HostName, HostFacts> =>
  new Map(config.hosts.map(({name}) => [name, given[name] ?? carrying(name)]));
const alone = (given: Readonly<Record<string, HostFacts>>) => hosts({cp1: fresh, cp2: fresh, cp3: fresh, ...given});

const found = (of: ReadonlyMap<HostName, HostFacts>, {etcd = ABSENT, agreed = undefined as string | undefined} = {}) =>
  resetFindings(desired, of, etcd, agreed).map(({code, level, message, fix}) => ({code, level, message, fix}));
const codes = (...given: Parameters<typeof found>) => found(...given).map(({code}) => code);

const member = (name: string, host?: string): EtcdMember => ({
  id: etcdId(`5${name.length}`),
  ...(host === undefined ? {} : {host: hostName(host)}),
  name,
  peerUrl: `https://${name || 'new'}.test:2380`,
  learner: false,
  healthy: true,
  leader: false,
});
const formed = (...members: readonly EtcdMember[]): Fact<EtcdState> =>
  known({is: 'formed', clusterId: etcdId('c1'), members});

describe('a reset is possible', () => {
  test('of all hosts of the cluster that the configuration is about', () => {
    expect(found(hosts(), {etcd: formed(member('cp1', 'cp1'), member('cp2', 'cp2'), member('cp3', 'cp3'))})).toEqual(
      [],
    );
  });

  test('of what is left, as long as one of its control planes is among it, and where nothing is', () => {
    expect(found(hosts({cp1: fresh, cp3: fresh}))).toEqual([]);
    expect(found(alone({w1: fresh}))).toEqual([]);
  });

  test('of a cluster that is broken: its etcd cannot be asked', () => {
    expect(found(hosts(), {etcd: unknown('no member serves a read')})).toEqual([]);
  });

  test('of a cluster that was built before identities were recorded', () => {
    expect(found(hosts({cp1: unrecorded, cp2: unrecorded, cp3: unrecorded, w1: unrecorded}))).toEqual([]);
  });

  test('with a configuration that was edited: what goes anyway need not be right', () => {
    expect(
      found(
        hosts({
          cp2: carrying('cp2', {address: '10.1.0.12', settings: {'spec.network.podCidr': '10.200.0.0/16'}}),
          w1: carrying('w1', {}, {owned: new Set(['/etc/systemd/system/etcd.service'])}),
        }),
      ),
    ).toEqual([]);
  });
});

describe('a reset is refused where the configuration is about another machine', () => {
  test('a worker and a control plane of another cluster', () => {
    const production = {cluster: theirs, clusterName: 'production'};
    expect(found(hosts({cp3: carrying('cp3', production), w1: carrying('w1', production)}))).toEqual(
      ['cp3', 'w1'].map(name => ({
        code: 'identity/other-cluster',
        level: 'error',
        message: `${name}: belongs to the cluster production (${theirs}) as ${name}, and the configuration describes golden`,
        fix: expect.stringContaining(`take ${name} out of the configuration`),
      })),
    );
  });

  test.each([
    ['all its hosts belong to it', {}],
    ['only its control planes do', {w1: fresh}],
    ['one of its hosts is a control plane here, the others are fresh', {cp2: fresh, cp3: fresh, w1: fresh}],
  ])('a cluster of another name, though %s', (_, given) => {
    const production = {cluster: theirs, clusterName: 'production'};
    const all = Object.fromEntries(config.hosts.map(({name}) => [name, carrying(name, production)]));
    const of = hosts({...all, ...given});
    const theirHosts = [...of].filter(([, facts]) => facts.identity !== undefined).map(([name]) => name);
    expect(resetFindings(desired, of, ABSENT, theirs).map(({message}) => message.split(':')[0])).toEqual(theirHosts);
    expect(new Set(codes(of, {agreed: theirs}))).toEqual(new Set(['identity/other-cluster']));
  });

  test.each([
    ['identity/other-host', carrying('w1', {host: hostName('w9')}), 'w1: the machine that answers is w9'],
    [
      'identity/other-machine',
      carrying('w1', {machineId: 'f'.repeat(32)}),
      `w1: its machine id is ${fresh.machineId}, and ${'f'.repeat(32)} when it joined`,
    ],
    [
      'identity/unreadable',
      carrying('w1', {}, {identity: unknown('two files differ')}),
      'w1: its identity cannot be used: two files differ',
    ],
    [
      'identity/ca-differs',
      machineFacts({owned: new Set([CA]), publicTexts: new Map([[CA, testAuthority().certPem]])}),
      `w1: ${CA} is not the one of cp1`,
    ],
  ])('%s', (code, facts, message) => {
    expect(found(hosts({w1: facts}))).toEqual([{code, level: 'error', message, fix: expect.stringContaining('w1')}]);
  });
});

describe('a reset of hosts whose control planes are elsewhere', () => {
  test('is refused with the id of their cluster, and possible for who gives exactly that id', () => {
    expect(found(alone({}))).toEqual([
      {
        code: 'reset/no-control-plane',
        level: 'error',
        message: 'w1: carry a cluster, and no control plane of it is in the configuration: it may live elsewhere',
        fix: `if that cluster is given up: quorate reset --all --cluster-id ${ours}; otherwise take w1 out of the configuration`,
      },
    ]);
    expect(codes(alone({}), {agreed: theirs})).toEqual(['reset/no-control-plane']);
    expect(codes(alone({}), {agreed: UNRECORDED})).toEqual(['reset/no-control-plane']);
    expect(codes(alone({}), {agreed: ours})).toEqual([]);
  });

  test('is agreed to in another word where they have recorded no id', () => {
    const of = alone({w1: unrecorded});
    expect(found(of)).toMatchObject([
      {code: 'reset/no-control-plane', fix: expect.stringContaining(`--cluster-id ${UNRECORDED}`)},
    ]);
    expect(codes(of, {agreed: UNRECORDED})).toEqual([]);
  });

  test('is not agreed to by an id that only some of them have', () => {
    const two = desire({...config, hosts: [...config.hosts, {...config.hosts.at(-1)!, name: hostName('w2')}]});
    const of = new Map(alone({})).set(hostName('w2'), unrecorded);
    expect(resetFindings(two, of, ABSENT, ours)).toMatchObject([
      {code: 'reset/no-control-plane', message: expect.stringMatching(/^w1(,| and) w2: /)},
    ]);
  });

  test('is not made possible by that id when they belong to a cluster of another name', () => {
    const of = alone({w1: carrying('w1', {cluster: theirs, clusterName: 'production'})});
    expect(codes(of)).toEqual(['identity/other-cluster']);
    expect(codes(of, {agreed: theirs})).toEqual(['identity/other-cluster']);
  });
});

describe('a reset that would leave members of etcd without quorum', () => {
  test.each([
    ['whose host is not known', member('cp9')],
    ['whose host is not in the configuration', member('cp9', 'cp9')],
  ])('is refused: a member %s', (_, elsewhere) => {
    expect(found(hosts(), {etcd: formed(member('cp1', 'cp1'), elsewhere)})).toEqual([
      {
        code: 'reset/member-elsewhere',
        level: 'error',
        message:
          'etcd has the member cp9 at https://cp9.test:2380, whose host is not in the configuration: it would be left without quorum',
        fix: expect.stringContaining('quorate remove --lost cp9'),
      },
    ]);
  });

  test('names a member that was never started by its id', () => {
    expect(found(hosts(), {etcd: formed(member('cp1', 'cp1'), member(''))})).toMatchObject([
      {message: expect.stringContaining('etcd has the member 50 at https://new.test:2380')},
    ]);
  });
});
