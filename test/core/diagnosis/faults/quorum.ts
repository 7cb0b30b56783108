import {known, unknown} from '../../../../src/core/model/fact.js';
import {
  apiNotReady,
  etcdUnknown,
  evidence,
  member,
  neverFounded,
  observed,
  silentMember,
  unit,
} from '../support/healthy.js';
import {external, type Fault, fault, stacked, stopped} from './fault.js';

/** Members that are down, and etcd without quorum. */
export const QUORUM_FAULTS: readonly Fault[] = [
  fault(stacked, 'a stopped member', 'etcd/member-down cp2', stopped('cp2')),
  fault(
    external,
    'a stopped member, external',
    'etcd/member-down etcd2',
    unit('etcd2', 'etcd.service', 'inactive'),
    silentMember('etcd2'),
  ),
  fault(
    stacked,
    'two stopped members',
    'etcd/quorum-lost',
    stopped('cp2'),
    stopped('cp3'),
    apiNotReady('cp1', 'cp2', 'cp3'),
    member('cp1', () => ({reads: false})),
    etcdUnknown('no member serves a read'),
    evidence(() => ({kube: unknown('no API server answers')})),
    observed(() => ({kube: unknown('no API server answers')})),
  ),
  fault(
    stacked,
    'no member that answers',
    'etcd/unreadable',
    stopped('cp1'),
    stopped('cp2'),
    stopped('cp3'),
    etcdUnknown('no member serves a read'),
    evidence(() => ({kube: unknown('no API server answers')})),
    observed(() => ({kube: unknown('no API server answers')})),
  ),
  fault(
    stacked,
    'etcd that was never bootstrapped',
    'etcd/not-bootstrapped',
    neverFounded('cp1', 'cp2', 'cp3', 'w1'),
    evidence(({members}) => ({members: new Map([...members.keys()].map(host => [host, unknown('no etcd here')]))})),
    observed(() => ({etcd: known({is: 'absent'}), kube: unknown('none'), apiReady: new Map()})),
    evidence(() => ({kube: unknown('none')})),
  ),
];
