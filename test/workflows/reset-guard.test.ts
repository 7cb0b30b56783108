import {describe, expect, test} from 'vitest';
import {desire} from '../../src/core/desire.js';
import {fingerprintOf} from '../../src/core/identity/ca.js';
import {type Fact, known, unknown} from '../../src/core/model/fact.js';
import {type HostIdentity, UNRECORDED} from '../../src/core/model/identity-record.js';
import {clusterId, etcdId, type HostName, hostName} from '../../src/core/model/names.js';
import type {EtcdMarker, EtcdMember, EtcdState, HostFacts} from '../../src/core/model/observed.js';
import {hostResetFindings} from '../../src/workflows/host-reset-guard.js';
import {resetFindings} from '../../src/workflows/reset-guard.js';
import {clusterConfig} from '../support/builders/config.js';
import {machineFacts} from '../support/builders/facts.js';
import {testCa} from '../support/certificates.js';

const CA = '/etc/kubernetes/pki/ca.crt';
const [ours, theirs] = [clusterId('a'.repeat(32)), clusterId('b'.repeat(32))];
const [ca, other] = [testCa().certPem, testCa().certPem];
const config = clusterConfig();
const desired = desire(config);
const two = desire({...config, hosts: [...config.hosts, {...config.hosts.at(-1)!, name: hostName('w2')}]});
const ABSENT: Fact<EtcdState> = known({is: 'absent'});

/** Facts of a host that is part of a cluster, with its recorded identity. */
function managedHost(name: string, changes: Partial<HostIdentity> = {}, more: Partial<HostFacts> = {}): HostFacts {
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
  new Map(config.hosts.map(({name}) => [name, given[name] ?? managedHost(name)]));
const alone = (given: Readonly<Record<string, HostFacts>>) => hosts({cp1: fresh, cp2: fresh, cp3: fresh, ...given});

const found = (
  of: ReadonlyMap<HostName, HostFacts>,
  {etcd = ABSENT, confirmed = undefined as string | undefined} = {},
) =>
  resetFindings(desired, of, etcd, confirmed === undefined ? [] : [confirmed]).map(({code, level, message, fix}) => ({
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

describe('a reset is permitted', () => {
  test('for all hosts of the cluster that the configuration describes', () => {
    expect(found(hosts(), {etcd: formed(member('cp1', 'cp1'), member('cp2', 'cp2'), member('cp3', 'cp3'))})).toEqual(
      [],
    );
  });

  test('for the remaining hosts if one of them is a control plane, and for hosts without anything of quorate', () => {
    expect(found(hosts({cp1: fresh, cp3: fresh}))).toEqual([]);
    expect(found(alone({w1: fresh}))).toEqual([]);
  });

  test('for a broken cluster whose etcd cannot be read', () => {
    expect(found(hosts(), {etcd: unknown('no member serves a read')})).toEqual([]);
  });

  test('for a cluster that was built before hosts recorded their identity', () => {
    expect(found(hosts({cp1: unrecorded, cp2: unrecorded, cp3: unrecorded, w1: unrecorded}))).toEqual([]);
  });

  test('with a configuration whose addresses, settings and roles were edited', () => {
    expect(
      found(
        hosts({
          cp2: managedHost('cp2', {address: '10.1.0.12', settings: {'spec.network.podCidr': '10.200.0.0/16'}}),
          w1: managedHost('w1', {}, {owned: new Set(['/etc/systemd/system/etcd.service'])}),
        }),
      ),
    ).toEqual([]);
  });
});

describe('a reset is refused for', () => {
  test('a worker and a control plane of another cluster', () => {
    const production = {cluster: theirs, clusterName: 'production'};
    expect(found(hosts({cp3: managedHost('cp3', production), w1: managedHost('w1', production)}))).toEqual(
      ['cp3', 'w1'].map(name => ({
        code: 'identity/other-cluster',
        level: 'error',
        message: expect.stringContaining(`${name}: `),
        fix: expect.stringContaining(name),
      })),
    );
  });

  test.each([
    ['all hosts of the configuration belong to it', {}],
    ['all control planes belong to it', {w1: fresh}],
    ['one control plane belongs to it, and the other hosts are new', {cp2: fresh, cp3: fresh, w1: fresh}],
  ])('a cluster with another name when %s', (_, given) => {
    const production = {cluster: theirs, clusterName: 'production'};
    const all = Object.fromEntries(config.hosts.map(({name}) => [name, managedHost(name, production)]));
    const of = hosts({...all, ...given});
    const theirHosts = [...of].filter(([, facts]) => facts.identity !== undefined).map(([name]) => name);
    expect(resetFindings(desired, of, ABSENT, [theirs]).map(({message}) => message.split(':')[0])).toEqual(theirHosts);
    expect(new Set(codes(of, {confirmed: theirs}))).toEqual(new Set(['identity/other-cluster']));
  });

  test.each([
    ['identity/other-host', managedHost('w1', {host: hostName('w9')}), expect.stringContaining('w9')],
    ['identity/other-machine', managedHost('w1', {machineId: 'f'.repeat(32)}), expect.stringContaining('f'.repeat(32))],
    [
      'identity/unreadable',
      managedHost('w1', {}, {identity: unknown('two files differ')}),
      expect.stringContaining('two files differ'),
    ],
    [
      'identity/ca-differs',
      machineFacts({owned: new Set([CA]), publicTexts: new Map([[CA, testCa().certPem]])}),
      `w1: ${CA} differs from that of cp1`,
    ],
  ])('%s', (code, facts, message) => {
    expect(found(hosts({w1: facts}))).toEqual([{code, level: 'error', message, fix: expect.stringContaining('w1')}]);
  });
});

describe('a reset of hosts whose control planes are not in the configuration', () => {
  test('is refused until the id of exactly their cluster is given', () => {
    expect(found(alone({}))).toEqual([
      {
        code: 'reset/no-control-plane',
        level: 'error',
        message: expect.stringMatching(/^w1: part of a cluster without a control plane/),
        fix: expect.stringContaining(`\`quorate reset --all --cluster-id ${ours}\``),
      },
    ]);
    expect(codes(alone({}), {confirmed: theirs})).toEqual(['reset/no-control-plane']);
    expect(codes(alone({}), {confirmed: UNRECORDED})).toEqual(['reset/no-control-plane']);
    expect(codes(alone({}), {confirmed: ours})).toEqual([]);
  });

  test('is permitted with the id `unrecorded` when they have recorded no id', () => {
    const of = alone({w1: unrecorded});
    expect(found(of)).toMatchObject([
      {code: 'reset/no-control-plane', fix: expect.stringContaining(`--cluster-id ${UNRECORDED}`)},
    ]);
    expect(codes(of, {confirmed: UNRECORDED})).toEqual([]);
  });

  test.each([
    ['one of which has recorded no id', unrecorded, [ours, UNRECORDED]],
    [
      'of two clusters of the same name',
      managedHost(
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
  ])('is permitted with all ids of their clusters only: two hosts, %s', (_, w2, ids) => {
    const of = new Map(alone({})).set(hostName('w2'), w2);
    const refusals = (confirmed: readonly string[]) => resetFindings(two, of, ABSENT, confirmed);
    const all = {
      code: 'reset/no-control-plane',
      level: 'error',
      message: expect.stringMatching(/^w1 and w2: part of 2 clusters without a control plane/),
      fix: expect.stringContaining(`\`quorate reset --all --cluster-id ${ids[0]} --cluster-id ${ids[1]}\``),
    };
    for (const confirmed of [[], ids.slice(0, 1), ids.slice(1)]) expect(refusals(confirmed)).toEqual([all]);
    expect(refusals(ids)).toEqual([]);
  });

  test('is refused with any id when one of them has another host name in its cluster', () => {
    const of = new Map(alone({})).set(hostName('w2'), managedHost('w9', {cluster: theirs}));
    expect(resetFindings(two, of, ABSENT, [ours, theirs])).toMatchObject([
      {code: 'identity/other-cluster', fix: expect.stringContaining(`quorate reset w2 --cluster-id ${theirs}`)},
    ]);
  });

  test('is refused with the id of their cluster when it has another name', () => {
    const of = alone({w1: managedHost('w1', {cluster: theirs, clusterName: 'production'})});
    expect(codes(of)).toEqual(['identity/other-cluster']);
    expect(codes(of, {confirmed: theirs})).toEqual(['identity/other-cluster']);
    const before = machineFacts({
      owned: new Set([CA]),
      publicTexts: new Map([['/etc/kubernetes/kubelet.conf', 'contexts:\n- context:\n    cluster: production\n']]),
    });
    expect(codes(alone({w1: before}), {confirmed: UNRECORDED})).toEqual(['identity/other-cluster']);
  });
});

describe('a reset that would leave an etcd member without quorum', () => {
  test.each([
    ['whose host is unknown', member('cp9')],
    ['whose host is not in the configuration', member('cp9', 'cp9')],
  ])('is refused for a member %s', (_, elsewhere) => {
    expect(found(hosts(), {etcd: formed(member('cp1', 'cp1'), elsewhere)})).toEqual([
      {
        code: 'reset/member-elsewhere',
        level: 'error',
        message: expect.stringContaining('member cp9 at https://cp9.test:2380'),
        fix: expect.stringContaining('`quorate remove --lost cp9`'),
      },
    ]);
  });

  test('prints the id of a member that was never started, and the command that removes it', () => {
    expect(found(hosts(), {etcd: formed(member('cp1', 'cp1'), member(''))})).toMatchObject([
      {
        message: expect.stringContaining('member 50 at https://new.test:2380'),
        fix: expect.stringContaining('on cp1: `. /etc/etcd/etcdctl.env; etcdctl member remove 50`'),
      },
    ]);
  });
});

describe('a reset of single hosts', () => {
  const production = {cluster: theirs, clusterName: 'production', host: hostName('w9')};
  const sameName = managedHost('w1', {cluster: theirs});
  const noRoute = unknown('cp2: no route');

  const of = (given: Readonly<Record<string, HostFacts | Fact<HostFacts>>>) =>
    new Map<HostName, Fact<HostFacts>>(
      config.hosts.map(({name}) => {
        const facts = given[name] ?? managedHost(name);
        return [name, 'known' in facts ? facts : known(facts)];
      }),
    );
  const refused = (
    hosts: ReadonlyMap<HostName, Fact<HostFacts>>,
    {selected = ['w1'], ids = [theirs] as readonly string[], etcd = formed(member('cp1', 'cp1'))} = {},
  ) => hostResetFindings(desired, hosts, selected.map(hostName), ids, etcd);

  test.each([
    ['of a cluster with another name, from another host', {w1: managedHost('w1', production)}, [theirs]],
    ['of an earlier cluster with the same name', {w1: sameName}, [ours, theirs]],
    ['of a cluster without a recorded id that is not this cluster', {w1: unrecorded}, [UNRECORDED]],
    ['while a minority of control planes is unreachable', {w1: sameName, cp2: noRoute}, [theirs]],
    [
      'while the cluster of the configuration does not exist yet',
      {cp1: fresh, cp2: fresh, cp3: fresh, w1: managedHost('w1', production)},
      [theirs],
    ],
    [
      'with the marker of a removed member',
      {w1: {...sameName, etcdMarker: {state: 'removed'}, etcdMarkerCopy: {state: 'removed'}} as HostFacts},
      [theirs],
    ],
  ])('is permitted for remains %s', (_, hosts, ids) => {
    expect(refused(of(hosts), {ids})).toEqual([]);
  });

  test('is refused for a host whose cluster id was not given, with that id in the remedy', () => {
    expect(refused(of({w1: managedHost('w1', production)}), {ids: [ours, UNRECORDED]})).toEqual([
      {
        code: 'reset/cluster-id-mismatch',
        level: 'error',
        message: expect.stringContaining(`production (${theirs}) as w9`),
        fix: expect.stringContaining(`\`quorate reset w1 --cluster-id ${theirs}\``),
      },
    ]);
    expect(refused(of({w1: unrecorded}))).toMatchObject([
      {code: 'reset/cluster-id-mismatch', fix: expect.stringContaining('`quorate reset w1 --cluster-id unrecorded`')},
    ]);
  });

  test('is refused for hosts of the cluster that the configuration describes, with any id, while its etcd serves', () => {
    const own = (id: string) => ({
      code: 'reset/own-cluster',
      level: 'error',
      message: expect.stringMatching(id === '' ? /describes$/ : `\\(${id}\\)$`),
      fix: 'quorate reset w1',
    });
    for (const ids of [[ours], [theirs]]) expect(refused(of({}), {ids})).toEqual([own(ours)]);
    const before = machineFacts({owned: new Set([CA]), publicTexts: new Map([[CA, ca]])});
    expect(refused(of({w1: before}), {ids: [UNRECORDED]})).toEqual([own('')]);
    const all = of({cp1: before, cp2: before, cp3: before, w1: before});
    expect(refused(all, {ids: [UNRECORDED]})).toEqual([own('')]);
  });

  test.each([
    ['its etcd cannot be read', unknown('no member serves a read')],
    ['there is no etcd', ABSENT],
  ])('is permitted for a host of the cluster of the configuration with its id when %s', (_, etcd) => {
    const warning = [{level: 'warning', code: 'reset/given-up', message: expect.stringMatching(/^w1: /)}];
    expect(refused(of({}), {ids: [ours], etcd})).toEqual(warning);
    expect(refused(of({cp1: unknown('cp1: no route'), cp2: noRoute}), {ids: [ours], etcd})).toEqual(warning);
    expect(refused(of({}), {ids: [theirs], etcd})).toMatchObject([{code: 'reset/own-cluster'}]);
    const voter = managedHost('cp3', {}, {etcdMarker: {state: 'member', memberId: etcdId('5')}});
    expect(refused(of({cp3: voter}), {selected: ['cp3'], ids: [ours], etcd})).toMatchObject([{code: 'reset/given-up'}]);
  });

  test('is refused for a possible voter whose cluster has no control plane in the configuration, also with its id', () => {
    const voter = managedHost('w1', {}, {etcdMarker: {state: 'member', memberId: etcdId('5')}});
    const elsewhere = of({cp1: fresh, cp2: fresh, cp3: fresh, w1: voter});
    expect(refused(elsewhere, {ids: [ours], etcd: ABSENT}).map(({code}) => code)).toContain('reset/may-vote');
  });

  test('is refused with `reset --all` in the remedy when no control plane of that cluster is in the configuration', () => {
    expect(refused(of({cp1: fresh, cp2: fresh, cp3: fresh}), {ids: [ours]})).toMatchObject([
      {
        code: 'reset/own-cluster',
        fix: expect.stringContaining(`\`quorate reset --all --cluster-id ${ours}\``),
      },
    ]);
  });

  test.each<[string, Partial<Record<'etcdMarker' | 'etcdMarkerCopy', EtcdMarker>>]>([
    ['member 5', {etcdMarker: {state: 'member', memberId: etcdId('5')}}],
    ['learner', {etcdMarkerCopy: {state: 'learner'}}],
    ['forming', {etcdMarker: {state: 'forming'}, etcdMarkerCopy: {state: 'forming'}}],
    ['leaving', {etcdMarker: {state: 'removed'}, etcdMarkerCopy: {state: 'leaving'}}],
  ])('is refused for a host that may be a voter, with the marker %s', (says, markers) => {
    expect(refused(of({w1: managedHost('w1', production, markers)}))).toEqual([
      {
        code: 'reset/may-vote',
        level: 'error',
        message: expect.stringContaining(`marker says ${says};`),
        fix: expect.stringMatching(
          /production: `quorate remove w9 --config FILE`.*on w1: `systemctl disable --now etcd/,
        ),
      },
    ]);
  });

  test('is refused while the cluster of the configuration or of the host is unknown', () => {
    const [cp2, cp3] = [noRoute, unknown('cp3: no route')];
    const codesOf = (...given: Parameters<typeof refused>) =>
      refused(...given).map(({code, message}) => `${code} ${message.split(':')[0]}`);
    expect(codesOf(of({w1: sameName, cp2, cp3}))).toEqual(['reset/unreadable cp2', 'reset/unreadable cp3']);
    expect(codesOf(of({w1: sameName, cp1: fresh, cp2}))).toEqual(['reset/unreadable cp2']);
    expect(codesOf(of({w1: unknown('w1: no route')}))).toEqual(['reset/unreadable w1']);
    expect(codesOf(of({w1: managedHost('w1', {}, {identity: unknown('two files differ')})}))).toEqual([
      'identity/unreadable w1',
    ]);
  });

  test('reports all errors at once, and a host without anything of quorate as a warning', () => {
    const voting = managedHost('cp3', production, {etcdMarker: {state: 'member'}});
    const found = refused(of({cp2: fresh, cp3: voting}), {selected: ['cp2', 'cp3', 'w1', 'w7'], ids: [UNRECORDED]});
    expect(found.map(({level, code}) => `${level} ${code}`)).toEqual([
      'warning reset/nothing-there',
      'error reset/cluster-id-mismatch',
      'error reset/may-vote',
      'error reset/own-cluster',
      'error reset/unknown-host',
    ]);
  });
});
