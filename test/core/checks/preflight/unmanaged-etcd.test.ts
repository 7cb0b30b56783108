import {describe, expect, test} from 'vitest';
import {unmanagedEtcdFindings} from '../../../../src/core/checks/preflight/unmanaged-etcd.js';
import {desire} from '../../../../src/core/desire.js';
import {known, unknown} from '../../../../src/core/model/fact.js';
import {etcdId, hostName} from '../../../../src/core/model/names.js';
import type {EtcdState, ObservedCluster} from '../../../../src/core/model/observed.js';
import {restrictTo} from '../../../../src/core/model/scope.js';
import type {UnmanagedEtcdAnswer, UnmanagedEtcdStatus} from '../../../../src/core/model/unmanaged-etcd.js';
import {unmanaged} from '../../../support/builders/config.js';
import {machineFacts} from '../../../support/builders/facts.js';

const desired = desire(unmanaged());
const [A, B] = ['https://10.0.0.41:2379', 'https://10.0.0.42:2379'] as const;
const cp1 = hostName('cp1');
const cp2 = hostName('cp2');

const status = (changes: Partial<UnmanagedEtcdStatus> = {}): UnmanagedEtcdStatus => ({
  version: '3.6.16',
  clusterId: etcdId('aa'),
  memberId: etcdId('1'),
  leader: etcdId('1'),
  learner: false,
  members: [],
  holdsCluster: false,
  ...changes,
});

const etcd = (endpoint: string, changes: Partial<UnmanagedEtcdStatus> = {}, from = cp1): UnmanagedEtcdAnswer => ({
  endpoint,
  from,
  is: 'etcd',
  status: status(changes),
});
const silent = (endpoint: string, from = cp1) => ({endpoint, from, is: 'silent', why: 'no route'}) as const;

const FORMED: EtcdState = {is: 'formed', clusterId: etcdId('aa'), members: []};

const found = (
  answers: readonly UnmanagedEtcdAnswer[],
  state: EtcdState = {is: 'absent'},
  carrying: readonly string[] = [],
  participants = desired,
) => {
  const observed: ObservedCluster = {
    hosts: new Map(
      carrying.map(name => [hostName(name), known(machineFacts({owned: new Set(['/etc/kubernetes/pki/ca.crt'])}))]),
    ),
    etcd: known(state),
    unmanagedEtcd: {files: unknown('not read'), answers},
    apiReady: new Map(),
    kube: unknown('not asked'),
  };
  return unmanagedEtcdFindings(participants, observed);
};

describe('an unmanaged etcd', () => {
  test('has no finding when all endpoints belong to one cluster of a supported version', () => {
    expect(found([etcd(A), etcd(B)])).toEqual([]);
  });

  test.each([
    ['untrusted', 'ExternalEtcdTLS'],
    ['refusing', 'ExternalEtcdTLS'],
    ['unasked', 'ExternalEtcdTLS'],
    ['silent', 'ExternalEtcdReachable'],
    ['stranger', 'ExternalEtcdReachable'],
  ] as const)('is refused when an endpoint is %s, with the endpoint and the reason', (is, code) => {
    const [finding, ...others] = found([etcd(A), {endpoint: B, from: cp1, is, why: 'for this reason'}]);
    expect(finding).toMatchObject({code, level: 'error'});
    expect(finding?.message).toMatch(/^https:\/\/10\.0\.0\.42:2379: .*for this reason \(checked from cp1\)$/);
    expect(others).toEqual([]);
  });

  test('has one finding for what two control planes see alike, with both', () => {
    expect(found([silent(B, cp1), silent(B, cp2)]).map(({message}) => message)).toEqual([
      'https://10.0.0.42:2379: does not answer: no route (checked from cp1 and cp2)',
    ]);
  });

  test('that lost a member is a warning in a running cluster', () => {
    const lives = etcd(A, {holdsCluster: true});
    expect(found([lives, silent(B)], FORMED, ['cp1'])).toMatchObject([{level: 'warning'}]);
    expect(found([lives, etcd(B, {trouble: 'etcdserver: no leader'})], FORMED, ['cp1'])).toMatchObject([
      {level: 'warning', message: `${B}: serves no read: etcdserver: no leader (checked from cp1)`},
    ]);
  });

  test('is refused when a control plane reaches no endpoint', () => {
    const lives = etcd(A, {holdsCluster: true});
    expect(found([lives, silent(A, cp2), etcd(B), silent(B, cp2)], FORMED, ['cp1'])).toMatchObject([
      {level: 'error', message: `${A}: does not answer: no route (checked from cp2)`},
      {level: 'error', message: `${B}: does not answer: no route (checked from cp2)`},
    ]);
  });

  test('need not be reachable from a control plane that does not take part', () => {
    expect(found([etcd(A), silent(A, cp2)], undefined, [], restrictTo(desired, new Set([cp1])))).toEqual([]);
  });

  test.each(['3.4.23', '3.5.23', '3.5.0-rc.1'])('of version %s is refused', version => {
    const [finding] = found([etcd(A), etcd(B, {version})]);
    expect(finding).toMatchObject({
      code: 'ExternalEtcdVersion',
      message: `${B}: runs etcd ${version}; 3.5.24 or later is needed (checked from cp1)`,
    });
  });

  test.each(['3.5.24', '3.6.0', '3.7.3'])('of version %s is accepted', version => {
    expect(found([etcd(A, {version}), etcd(B, {version})])).toEqual([]);
  });

  test('with an endpoint of another cluster is refused, with that endpoint', () => {
    const C = 'https://10.0.0.43:2379';
    const answers = [etcd(A, {clusterId: etcdId('bb')}), etcd(B), etcd(C)];
    expect(found(answers)).toMatchObject([
      {
        code: 'ExternalEtcdCluster',
        message: `${A}: belongs to another etcd cluster (bb) than ${B} (aa) (checked from cp1)`,
      },
    ]);
  });

  test('with a name that leads a control plane to another cluster is refused, with that control plane', () => {
    expect(found([etcd(A), etcd(A, {clusterId: etcdId('bb')}, cp2), etcd(B), etcd(B, {}, cp2)])).toMatchObject([
      {
        code: 'ExternalEtcdCluster',
        message: `${A}: belongs to another etcd cluster (bb) than ${A} (aa) (checked from cp2)`,
      },
    ]);
  });

  test('with an endpoint that serves no read, or is a learner, is refused', () => {
    expect(found([etcd(A, {trouble: 'etcdserver: no leader'})])).toMatchObject([
      {code: 'ExternalEtcdReachable', message: `${A}: serves no read: etcdserver: no leader (checked from cp1)`},
    ]);
    expect(found([etcd(A), etcd(B, {learner: true, trouble: 'not supported for learner'})])).toMatchObject([
      {message: `${B}: is a learner, which serves no reads (checked from cp1)`},
    ]);
  });

  test('with the data of another Kubernetes cluster is refused', () => {
    const answers = [etcd(A, {holdsCluster: true}), etcd(B, {holdsCluster: true})];
    expect(found(answers, FORMED)).toMatchObject([{code: 'ExternalEtcdCluster', level: 'error'}]);
    expect(found(answers, FORMED, ['w1'])).toHaveLength(1);
    expect(found(answers, FORMED, ['cp2'])).toEqual([]);
  });
});
