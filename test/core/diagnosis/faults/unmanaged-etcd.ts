import {known, unknown} from '../../../../src/core/model/fact.js';
import {etcdId, type HostName, hostName} from '../../../../src/core/model/names.js';
import type {UnmanagedEtcdAnswer, UnmanagedEtcdStatus} from '../../../../src/core/model/unmanaged-etcd.js';
import {validityFrom} from '../../../../src/core/pki/lifetimes.js';
import {UNMANAGED_ETCD_FILES} from '../../../../src/core/pki/unmanaged-etcd.js';
import {mergeUnmanagedStatus} from '../../../../src/io/etcd/unmanaged/merge-status.js';
import {unmanaged} from '../../../support/builders/config.js';
import {testCa, testLeaf} from '../../../support/certificates.js';
import {
  all,
  apiNotReady,
  evidence,
  facts,
  kube,
  neverFounded,
  observed,
  stale,
  unreachable,
} from '../support/healthy.js';
import type {Fault} from './fault.js';

type Changed = Partial<UnmanagedEtcdStatus> | Extract<UnmanagedEtcdAnswer, {why: string}>['is'];

const CONTROL_PLANES = ['cp1', 'cp2', 'cp3'].map(hostName);

/** Each endpoint, asked from each control plane, with a changed answer. */
export const asked = (change: (endpoint: string, from: HostName) => Changed = () => ({})) =>
  observed(before => {
    const unmanagedEtcd = before.unmanagedEtcd!;
    const answers = unmanagedEtcd.answers.flatMap(answer => CONTROL_PLANES.map(from => answered(answer, from, change)));
    return {unmanagedEtcd: {...unmanagedEtcd, answers}, etcd: mergeUnmanagedStatus(answers)};
  });

function answered(answer: UnmanagedEtcdAnswer, from: HostName, change: (endpoint: string, from: HostName) => Changed) {
  if (answer.is !== 'etcd') throw new Error('etcd did not answer before');
  const changed = change(answer.endpoint, from);
  const {endpoint, status} = answer;
  return typeof changed === 'string'
    ? ({endpoint, from, is: changed, why: 'it says why'} as const)
    : ({endpoint, from, is: 'etcd', status: {...status, ...changed}} as const);
}

const isFirst = (endpoint: string) => endpoint.includes('10.0.0.41');
const stuck = {trouble: 'no majority answered for it within 5 s', members: [], holdsCluster: false};

const noApi = all(
  apiNotReady('cp1', 'cp2', 'cp3'),
  observed(() => ({kube: unknown('no API server is ready')})),
  evidence(() => ({kube: unknown('no API server is ready')})),
);

const DAY = 24 * 3600 * 1000;
const certificate = UNMANAGED_ETCD_FILES.find(({name}) => name === 'certificate')!.path;
const ending = testLeaf(testCa(), {
  usages: ['client'],
  ...validityFrom(new Date(Date.now() - 345 * DAY), 365),
}).certText;
const without = <K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> =>
  new Map([...map].filter(([each]) => each !== key));

const threeEndpoints = unmanaged({
  etcd: {
    unmanagedEtcd: {...unmanaged().etcd.unmanagedEtcd!, endpoints: [1, 2, 3].map(n => `https://10.0.0.4${n}:2379`)},
  },
});

const fault = (name: string, found: Fault['found'][number], ...changes: Fault['change'][]): Fault => ({
  name,
  of: threeEndpoints,
  change: all(...changes),
  found: [found],
});

/** An unmanaged etcd, asked from the control planes. */
export const UNMANAGED_ETCD_FAULTS: readonly Fault[] = [
  fault(
    'no endpoint has quorum',
    'etcd/unmanaged-no-quorum',
    asked(() => stuck),
    noApi,
  ),
  fault(
    'one endpoint down',
    'etcd/unmanaged-unreachable',
    asked(endpoint => (isFirst(endpoint) ? 'silent' : {})),
  ),
  fault(
    'one endpoint without quorum',
    'etcd/unmanaged-unreachable',
    asked(endpoint => (isFirst(endpoint) ? stuck : {})),
  ),
  fault(
    'an endpoint that is a learner',
    'etcd/unmanaged-unreachable',
    asked(endpoint => (isFirst(endpoint) ? {learner: true} : {})),
  ),
  fault(
    'a control plane that reaches no endpoint',
    'etcd/unmanaged-unreachable',
    asked((_, from) => (from === 'cp2' ? 'silent' : {})),
    apiNotReady('cp2'),
  ),
  fault(
    'no control plane reaches an endpoint',
    'etcd/unreadable',
    asked(() => 'silent'),
    noApi,
  ),
  fault(
    'endpoints that reject the client certificate',
    'etcd/unmanaged-tls',
    asked(() => 'refusing'),
    noApi,
  ),
  fault(
    'an endpoint with a certificate of another CA',
    'etcd/unmanaged-tls',
    asked(endpoint => (isFirst(endpoint) ? 'untrusted' : {})),
  ),
  fault(
    'endpoints of two clusters',
    'etcd/unmanaged-split',
    asked(endpoint => (isFirst(endpoint) ? {clusterId: etcdId('bb')} : {})),
    noApi,
  ),
  fault(
    'an unmanaged etcd that is too old',
    'etcd/unmanaged-too-old',
    asked(endpoint => (isFirst(endpoint) ? {version: '3.4.1'} : {})),
  ),
  fault(
    'a client certificate that expires soon',
    'etcd/client-expiring',
    asked(),
    facts('cp2', ({publicTexts}) => ({publicTexts: new Map(publicTexts).set(certificate, ending)})),
  ),
  fault(
    'a control plane without its client certificate',
    'drift/file-missing cp2',
    asked(),
    facts('cp2', ({files}) => ({files: without(files, certificate)})),
    stale('cp2', 'kube-apiserver.service'),
  ),
  fault(
    'an unreachable control plane, without the answers asked from it',
    'hosts/unreachable cp2',
    asked(),
    all(
      unreachable('cp2'),
      asked((_, from) => (from === 'cp2' ? 'silent' : {})),
      kube(({nodes}) => ({nodes: nodes.map(each => (each.name === 'cp2' ? {...each, ready: false} : each))})),
    ),
  ),
  fault(
    'an unmanaged etcd without a cluster',
    'etcd/not-bootstrapped',
    neverFounded('cp1', 'cp2', 'cp3', 'w1'),
    asked(() => ({holdsCluster: false})),
    noApi,
  ),
];

/** The client files of the operator could not be read. */
export const unasked = observed(({unmanagedEtcd}) => ({
  unmanagedEtcd: {
    files: unknown('spec.etcd.caFile: /operator/ca.crt does not exist'),
    answers: [...new Set(unmanagedEtcd!.answers.map(({endpoint}) => endpoint))].map(endpoint => ({
      endpoint,
      is: 'unasked',
      why: 'spec.etcd.caFile: /operator/ca.crt does not exist',
    })),
  },
  etcd: unknown('no endpoint serves a read'),
}));

export const threeMembers = observed(({unmanagedEtcd, etcd}) => {
  if (!etcd.known || etcd.value.is !== 'formed') throw new Error('there was no cluster before');
  const members = [
    ...etcd.value.members,
    {...etcd.value.members[0]!, id: etcdId('3'), name: 'm3', peerUrl: 'https://m3:2380', leader: false, healthy: false},
  ];
  return {unmanagedEtcd: unmanagedEtcd!, etcd: known({...etcd.value, members})};
});
