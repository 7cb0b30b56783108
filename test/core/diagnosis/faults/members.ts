import type {HostName} from '../../../../src/core/model/names.js';
import {all, member} from '../support/healthy.js';
import {type Fault, fault, stacked} from './fault.js';

/** Members that disagree, and their databases and disks. */
export const MEMBER_FAULTS: readonly Fault[] = [
  fault(
    stacked,
    'a leader not agreed',
    'etcd/leader-disagreed cp3',
    member('cp3', ({memberId}) => ({leader: memberId, term: '7'})),
  ),
  fault(
    stacked,
    'a member that knows no leader',
    'etcd/leader-disagreed cp2',
    member('cp2', ({leader: _, ...rest}) => ({...rest, leader: undefined as never})),
  ),
  fault(
    stacked,
    'terms that differ',
    'etcd/terms-differ cp2',
    member('cp2', () => ({term: '9'})),
  ),
  fault(
    stacked,
    'a member far behind',
    'etcd/member-behind cp2',
    member('cp1', () => ({index: 90_000, appliedIndex: 90_000})),
    member('cp3', () => ({index: 90_000, appliedIndex: 90_000})),
  ),
  fault(
    stacked,
    'the NOSPACE alarm',
    'etcd/nospace',
    ...['cp1', 'cp2', 'cp3'].map(host => member(host, () => ({alarms: ['NOSPACE 1'], dbSizeBytes: 2 * 1024 ** 3}))),
  ),
  fault(
    stacked,
    'a corrupted member, by its hash',
    'etcd/member-corrupt cp2',
    member('cp2', () => ({hash: {revision: '900', hash: '666'}})),
  ),
  fault(stacked, 'a corrupted member, by the alarm', 'etcd/member-corrupt cp2', input => {
    const fact = input.evidence.members.get('cp2' as HostName);
    const id = fact?.known === true ? fact.value.memberId : '';
    return all(...['cp1', 'cp2', 'cp3'].map(host => member(host, () => ({alarms: [`CORRUPT ${id}`]}))))(input);
  }),
  fault(
    stacked,
    'a database near its quota',
    'etcd/database-large cp1',
    member('cp1', () => ({dbSizeBytes: 1.9 * 1024 ** 3})),
  ),
  fault(
    stacked,
    'a slow disk',
    'etcd/disk-slow cp2',
    member('cp2', () => ({fsyncP99Ms: 512, fsyncNowMs: 256})),
  ),
  fault(
    stacked,
    'members of two versions',
    'etcd/versions-differ',
    member('cp2', () => ({version: '3.5.30'})),
  ),
];
