import {describe, expect, test} from 'vitest';
import {desire} from '../../src/core/desire.js';
import {fingerprintOf} from '../../src/core/identity/ca.js';
import {type Fact, known, unknown} from '../../src/core/model/fact.js';
import {type HostIdentity, UNRECORDED} from '../../src/core/model/identity-record.js';
import {clusterId, etcdId, type HostName, hostName} from '../../src/core/model/names.js';
import type {EtcdMarker, EtcdMember, EtcdState, HostFacts} from '../../src/core/model/observed.js';
import {hostResetFindings} from '../../src/workflows/host-reset-guard.js';
import {resetFindings} from '../../src/workflows/reset-guard.js';
import {testCa} from '../support/certificates.js';
import {clusterConfig, machineFacts} from '../support/rendering.js';

const CA = '/etc/kubernetes/pki/ca.crt';
const [ours, theirs] = [clusterId('a'.repeat(32)), clusterId('b'.repeat(32))];
const [ca, other] = [testCa().certPem, testCa().certPem];
const config = clusterConfig();
const desired = desire(config);
const two = desire({...config, hosts: [...config.hosts, {...config.hosts.at(-1)!, name: hostName('w2')}]});
const ABSENT: Fact<EtcdState> = known({is: 'absent'});

/** A host that carries something of a cluster, as it recorded it. */
function carrying(name: string, changes: Partial<HostIdentity> = {}, more: Partial<HostFacts> = {}): HostFacts {
  const {machineId} = machineFacts();
  const identity: HostIdentity = {
    cluster: ours,
    clusterName: config.name,
    host: hostName(name),
    address: config.hosts.find(each => each.name === name)?.address ?? '10.0.0.99',
    machineId,
    ca: fingerprintOf(ca),
    founded: true,
    settings: desired.settings,
    ...changes,
  };
  return machineFacts({
    owned: new Set([CA]),
    publicTexts: new Map([[CA, ca]]),
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
  resetFindings(desired, of, etcd, agreed === undefined ? [] : [agreed]).map(({code, level, message, fix}) => ({
    code,
    level,
    message,
    fix,
  }));
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
    expect(resetFindings(desired, of, ABSENT, [theirs]).map(({message}) => message.split(':')[0])).toEqual(theirHosts);
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
      machineFacts({owned: new Set([CA]), publicTexts: new Map([[CA, testCa().certPem]])}),
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

  test.each([
    ['one of which has recorded no id', unrecorded, [ours, UNRECORDED]],
    [
      'of two clusters of the same name',
      carrying(
        'w2',
        {cluster: theirs, ca: fingerprintOf(other), founded: false},
        {publicTexts: new Map([[CA, other]])},
      ),
      [ours, theirs],
    ],
    [
      'one of which has recorded no id and holds another CA',
      machineFacts({owned: new Set([CA]), publicTexts: new Map([[CA, other]])}),
      [ours, UNRECORDED],
    ],
  ])('is agreed to by all their ids and not by some: %s', (_, w2, ids) => {
    const of = new Map(alone({})).set(hostName('w2'), w2);
    const refusals = (agreed: readonly string[]) => resetFindings(two, of, ABSENT, agreed);
    const all = {
      code: 'reset/no-control-plane',
      level: 'error',
      message:
        'w1 and w2: carry 2 clusters, and no control plane of them is in the configuration: they may live elsewhere',
      fix: `if these clusters are given up: quorate reset --all --cluster-id ${ids[0]} --cluster-id ${ids[1]}; otherwise take w1 and w2 out of the configuration`,
    };
    for (const agreed of [[], ids.slice(0, 1), ids.slice(1)]) expect(refusals(agreed)).toEqual([all]);
    expect(refusals(ids)).toEqual([]);
  });

  test('is not agreed to by any id where one of them is another host of its cluster than the configuration says', () => {
    const of = new Map(alone({})).set(hostName('w2'), carrying('w9', {cluster: theirs}));
    expect(resetFindings(two, of, ABSENT, [ours, theirs])).toMatchObject([
      {code: 'identity/other-cluster', fix: expect.stringContaining(`quorate reset w2 --cluster-id ${theirs}`)},
    ]);
  });

  test('is not made possible by that id when they belong to a cluster of another name', () => {
    const of = alone({w1: carrying('w1', {cluster: theirs, clusterName: 'production'})});
    expect(codes(of)).toEqual(['identity/other-cluster']);
    expect(codes(of, {agreed: theirs})).toEqual(['identity/other-cluster']);
    const before = machineFacts({
      owned: new Set([CA]),
      publicTexts: new Map([['/etc/kubernetes/kubelet.conf', 'contexts:\n- context:\n    cluster: production\n']]),
    });
    expect(codes(alone({w1: before}), {agreed: UNRECORDED})).toEqual(['identity/other-cluster']);
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

describe('a reset of single hosts', () => {
  const production = {cluster: theirs, clusterName: 'production', host: hostName('w9')};
  const namesake = carrying('w1', {cluster: theirs});
  const silent = unknown('cp2: no route');

  const of = (given: Readonly<Record<string, HostFacts | Fact<HostFacts>>>) =>
    new Map<HostName, Fact<HostFacts>>(
      config.hosts.map(({name}) => {
        const facts = given[name] ?? carrying(name);
        return [name, 'known' in facts ? facts : known(facts)];
      }),
    );
  const refused = (
    hosts: ReadonlyMap<HostName, Fact<HostFacts>>,
    {named = ['w1'], ids = [theirs] as readonly string[]} = {},
  ) => hostResetFindings(desired, hosts, named.map(hostName), ids);

  test.each([
    ['of a cluster of another name, as another host', {w1: carrying('w1', production)}, [theirs]],
    ['of an earlier cluster of the same name', {w1: namesake}, [ours, theirs]],
    ['of one that recorded no id and is not of this cluster', {w1: unrecorded}, [UNRECORDED]],
    ['while few control planes are silent', {w1: namesake, cp2: silent}, [theirs]],
    [
      'while the cluster of the configuration is yet to be founded',
      {cp1: fresh, cp2: fresh, cp3: fresh, w1: carrying('w1', production)},
      [theirs],
    ],
    [
      'whose marker says that its member was removed',
      {w1: {...namesake, etcdMarker: {state: 'removed'}, etcdMarkerCopy: {state: 'removed'}} as HostFacts},
      [theirs],
    ],
  ])('is possible for remains %s', (_, hosts, ids) => {
    expect(refused(of(hosts), {ids})).toEqual([]);
  });

  test('is refused for a host whose id was not given, and says which it has', () => {
    expect(refused(of({w1: carrying('w1', production)}), {ids: [ours, UNRECORDED]})).toEqual([
      {
        code: 'reset/other-id',
        level: 'error',
        message: `w1: belongs to the cluster production (${theirs}) as w9, and that id was not given`,
        fix: `leave w1 out; or, when that cluster is gone for good: --cluster-id ${theirs}`,
      },
    ]);
    expect(refused(of({w1: unrecorded}))).toMatchObject([
      {code: 'reset/other-id', fix: expect.stringMatching(/--cluster-id unrecorded$/)},
    ]);
  });

  test('is refused for hosts of the cluster that the configuration is about, whatever id is given', () => {
    const own = (id: string) => ({
      code: 'reset/own-cluster',
      level: 'error',
      message: `w1: belongs to the cluster that the configuration is about${id}`,
      fix: 'quorate remove w1',
    });
    for (const ids of [[ours], [theirs]]) expect(refused(of({}), {ids})).toEqual([own(` (${ours})`)]);
    const before = machineFacts({owned: new Set([CA]), publicTexts: new Map([[CA, ca]])});
    expect(refused(of({w1: before}), {ids: [UNRECORDED]})).toEqual([own('')]);
    const all = of({cp1: before, cp2: before, cp3: before, w1: before});
    expect(refused(all, {ids: [UNRECORDED]})).toEqual([own('')]);
  });

  test('names the other form where no control plane of that cluster is there', () => {
    expect(refused(of({cp1: fresh, cp2: fresh, cp3: fresh}), {ids: [ours]})).toMatchObject([
      {
        code: 'reset/own-cluster',
        fix: `if that cluster is gone for good: quorate reset --all --cluster-id ${ours}`,
      },
    ]);
  });

  test.each<[string, Partial<Record<'etcdMarker' | 'etcdMarkerCopy', EtcdMarker>>]>([
    ['member 5', {etcdMarker: {state: 'member', memberId: etcdId('5')}}],
    ['learner', {etcdMarkerCopy: {state: 'learner'}}],
    ['forming', {etcdMarker: {state: 'forming'}, etcdMarkerCopy: {state: 'forming'}}],
    ['leaving', {etcdMarker: {state: 'removed'}, etcdMarkerCopy: {state: 'leaving'}}],
  ])('is refused for a host that may vote: its marker says %s', (says, markers) => {
    expect(refused(of({w1: carrying('w1', production, markers)}))).toEqual([
      {
        code: 'reset/may-vote',
        level: 'error',
        message: `w1: its etcd marker says ${says}: it may be a voting member of a living cluster`,
        fix: 'quorate remove w9 with the configuration of production; or, when that cluster is gone for good, on w1: systemctl disable --now etcd.service, then move /var/lib/quorate/etcd-member and /etc/etcd/member away, and run the same command again',
      },
    ]);
  });

  test('is refused while it is not known which cluster the configuration is about, or what the host is', () => {
    const [cp2, cp3] = [silent, unknown('cp3: no route')];
    const codesOf = (...given: Parameters<typeof refused>) =>
      refused(...given).map(({code, message}) => `${code} ${message.split(':')[0]}`);
    expect(codesOf(of({w1: namesake, cp2, cp3}))).toEqual(['reset/unreadable cp2', 'reset/unreadable cp3']);
    expect(codesOf(of({w1: namesake, cp1: fresh, cp2}))).toEqual(['reset/unreadable cp2']);
    expect(codesOf(of({w1: unknown('w1: no route')}))).toEqual(['reset/unreadable w1']);
    expect(codesOf(of({w1: carrying('w1', {}, {identity: unknown('two files differ')})}))).toEqual([
      'identity/unreadable w1',
    ]);
  });

  test('lists all that is wrong at once; a host that carries nothing is only a warning', () => {
    const voting = carrying('cp3', production, {etcdMarker: {state: 'member'}});
    const found = refused(of({cp2: fresh, cp3: voting}), {named: ['cp2', 'cp3', 'w1', 'w7'], ids: [UNRECORDED]});
    expect(found.map(({level, code}) => `${level} ${code}`)).toEqual([
      'warning reset/nothing-there',
      'error reset/other-id',
      'error reset/may-vote',
      'error reset/own-cluster',
      'error reset/unknown-host',
    ]);
  });
});
