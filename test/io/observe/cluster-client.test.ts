import {describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {Failure} from '../../../src/core/failure.js';
import {sha256} from '../../../src/core/model/digest.js';
import {hostName} from '../../../src/core/model/names.js';
import type {HostFacts} from '../../../src/core/model/observed.js';
import type {FactQuery} from '../../../src/core/plan/fact-query.js';
import {connectedCluster} from '../../../src/io/observe/cluster-client.js';
import type {Command} from '../../../src/io/transport/transport.js';
import type {HostClient} from '../../../src/ports/host.js';
import type {ReadOperatorFiles} from '../../../src/ports/operator-files.js';
import {answeringWith} from '../../support/answers.js';
import {clusterConfig} from '../../support/builders/config.js';
import {machineFacts} from '../../support/builders/facts.js';
import {release} from '../../support/builders/release.js';
import {TEMPLATES} from '../../support/rendering.js';
import {strictHost} from '../../support/strict-cluster.js';
import {LEADING_TWO, NOT_INSTALLED} from '../etcd/answers.js';

const desired = desire(clusterConfig());

const site = (
  facts: (name: string, question: FactQuery) => ReturnType<typeof machineFacts>,
  answer: (
    host: string,
    command: Command,
  ) => {readonly code?: number; readonly stdout?: string; readonly stderr?: string} = () => ({
    code: 90,
    stderr: 'nothing is installed',
  }),
  whole = desired,
  operatorFiles?: ReadOperatorFiles,
) =>
  connectedCluster({
    desired: whole,
    operatorFiles,
    release: release(),
    templates: TEMPLATES,
    signal: new AbortController().signal,
    connections: {
      to: host => answeringWith(command => answer(host, command)),
      forget: () => undefined,
      forgetBroken: () => undefined,
      close: async () => undefined,
    },
    unmanagedEtcdFiles: async () => {
      if (whole.unmanagedEtcd) throw new Failure('config/unreadable', 'no such file');
      throw new Error('no unmanaged etcd was expected');
    },
    snapshots: {
      keep: async () => Promise.reject(new Error('no snapshot was expected')),
      newest: async () => undefined,
    },
    host: (name): HostClient => ({...strictHost(name), facts: async question => facts(name, question)}),
  });

test('hosts, etcd and the API are observed in one go, and what cannot be read says why', async () => {
  const {observed} = await site(name => {
    if (name === 'w1') throw new Failure('hosts/unreachable', 'w1: no route');
    return machineFacts({hostname: name});
  }).observe(desired, 'plan');
  expect(observed.hosts.get(hostName('cp2'))).toMatchObject({known: true, value: {hostname: 'cp2'}});
  expect(observed.hosts.get(hostName('w1'))).toMatchObject({known: false, why: 'w1: no route'});
  expect(observed.etcd.known).toBe(false);
  expect(observed.apiReady.get(hostName('cp1'))).toEqual({known: true, value: false});
  expect(observed.kube).toEqual({known: false, why: 'no API server is ready'});
});

describe('the files of the operator', () => {
  const on = (read?: ReadOperatorFiles) => site(() => machineFacts(), undefined, desired, read);

  test('are observed by their digests', async () => {
    const {observed} = await on(async () => new Map([['registry-ca/quay.io', Buffer.from('a')]])).observe(
      desired,
      'plan',
    );
    expect(observed.operatorFiles).toEqual({known: true, value: new Map([['registry-ca/quay.io', sha256('a')]])});
  });

  test('that cannot be read end a plan, and are unknown to a diagnosis', async () => {
    const unusable = new Failure('config/credentials-unusable', '$TOKEN is not set');
    const cluster = on(() => Promise.reject(unusable));
    await expect(cluster.observe(desired, 'plan')).rejects.toBe(unusable);
    const {observed} = await cluster.observe(desired, 'diagnosis');
    expect(observed.operatorFiles).toMatchObject({known: false, why: '$TOKEN is not set'});
  });

  test('are not among the facts of a cluster that has none', async () => {
    expect((await on().observe(desired, 'plan')).observed).not.toHaveProperty('operatorFiles');
  });
});

test('the failure of a host is kept until it can be read again', async () => {
  const trouble = new Failure('hosts/unreachable', 'w1: no route', {suggestions: ['ping w1']});
  let down = true;
  const seen = site(name => {
    if (name === 'w1' && down) throw trouble;
    return machineFacts();
  });
  await seen.observe(desired, 'plan');
  expect(seen.troubleWith(hostName('w1'))).toBe(trouble);
  expect(seen.troubleWith(hostName('cp1'))).toBeUndefined();
  down = false;
  await seen.observe(desired, 'plan');
  expect(seen.troubleWith(hostName('w1'))).toBeUndefined();
});

test('each host is asked about what would be put there', async () => {
  const asked = new Map<string, FactQuery>();
  await site((name, question) => {
    asked.set(name, question);
    return machineFacts();
  }).observe(desired, 'plan');
  expect(asked.get('cp1')?.paths).toContain('/etc/kubernetes/pki/ca.key');
  expect(asked.get('cp1')?.publicTexts).not.toContain('/etc/kubernetes/pki/ca.key');
  expect(asked.get('w1')?.paths).not.toContain('/etc/kubernetes/pki/ca.key');
  expect(asked.get('w1')?.units).toContain('quorate-balancer.service');
});

test('a mistake of our own is not taken for a host that cannot be read', async () => {
  const observing = site(() => {
    throw new TypeError('a bug');
  }).observe(desired, 'plan');
  await expect(observing).rejects.toThrow('a bug');
});

describe('a host with an undeclared member', () => {
  const MEMBER: Partial<HostFacts> = {etcdMarker: {state: 'member'}};

  /** Looks again and again at w1 while it has these facts, or cannot be read: who is asked about etcd each time. */
  const looks = async (...looking: readonly (Partial<HostFacts> | undefined)[]) => {
    let asked: string[] = [];
    let w1: Partial<HostFacts> | undefined;
    const seen = site(
      name => {
        if (name === 'w1' && w1 === undefined) throw new Failure('hosts/unreachable', 'w1: no route');
        return machineFacts(name === 'w1' ? w1 : {});
      },
      (host, {title}) => {
        if (title !== 'ask etcd') return {code: 90};
        asked.push(host);
        return {stdout: host === 'w1' ? LEADING_TWO : NOT_INSTALLED};
      },
    );
    const rounds: {asked: readonly string[]; etcd: unknown}[] = [];
    for (w1 of looking) {
      asked = [];
      const {
        observed: {etcd},
      } = await seen.observe(desired, 'plan');
      rounds.push({asked, etcd: etcd.known ? etcd.value.is : etcd.why});
    }
    return rounds;
  };
  const ONE_LOOK = ['cp1', 'cp2', 'cp3'];

  test.each([
    ['a marker', MEMBER],
    ['the marker of one that leaves', {etcdMarker: {state: 'leaving'}}],
    ['a unit of etcd', {owned: new Set(['/etc/systemd/system/etcd.service'])}],
  ] as const)('is asked in the same look when it has %s, and from then on', async (_, facts) => {
    expect(await looks(facts, facts)).toEqual([
      {asked: [...ONE_LOOK, ...ONE_LOOK, 'w1'], etcd: 'formed'},
      {asked: [...ONE_LOOK, 'w1'], etcd: 'formed'},
    ]);
  });

  test.each([
    ['nothing of etcd', {}],
    ['the marker of one that was removed', {etcdMarker: {state: 'removed'}}],
    [
      'a foreign unit',
      {units: new Map([['etcd.service', {active: 'active', enabled: true, fresh: true, reloaded: true}]])},
    ],
  ] as const)('is none with %s', async (_, facts) => {
    expect(await looks(facts)).toEqual([{asked: ONE_LOOK, etcd: 'absent'}]);
  });

  test('is asked while it cannot be read, and no more once nothing is left there', async () => {
    const [, unread, empty, later] = await looks(MEMBER, undefined, {}, {});
    expect(unread?.asked).toEqual([...ONE_LOOK, 'w1']);
    expect(empty?.asked).toEqual([...ONE_LOOK, 'w1']);
    expect(later?.asked).toEqual(ONE_LOOK);
  });
});

test('no host is asked about an unmanaged etcd', async () => {
  const ofOthers = desire(
    clusterConfig('external', {
      hosts: clusterConfig().hosts,
      etcd: {unmanagedEtcd: {endpoints: ['https://10.0.0.99:2379'], caFile: 'ca', certFile: 'cert', keyFile: 'key'}},
    }),
  );
  const titles: string[] = [];
  const {
    observed: {etcd},
  } = await site(
    () => machineFacts({etcdMarker: {state: 'member'}}),
    (_, {title}) => {
      titles.push(title);
      return {code: 90};
    },
    ofOthers,
  ).observe(ofOthers, 'plan');
  expect(etcd.known).toBe(false);
  expect(titles).not.toContain('ask etcd');
});
