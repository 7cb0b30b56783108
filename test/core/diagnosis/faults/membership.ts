import type {MemberEvidence} from '../../../../src/core/diagnosis/evidence.js';
import {known} from '../../../../src/core/model/fact.js';
import {etcdId} from '../../../../src/core/model/names.js';
import {all, apiNotReady, etcdUnknown, facts, member, observed, silentMember, unit} from '../support/healthy.js';
import {type Fault, fault, stacked, stopped} from './fault.js';

type MemberList = MemberEvidence['list'];

const lists = (change: (list: MemberList) => MemberList) =>
  all(...['cp1', 'cp2', 'cp3'].map(host => member(host, ({list}) => ({list: change(list)}))));

/** In the evidence of the members and in the facts of the planner. */
const listed = (change: <T extends {readonly name: string}>(list: readonly T[]) => readonly T[]) =>
  all(
    lists(list => change(list)),
    observed(({etcd}) =>
      etcd.known && etcd.value.is === 'formed'
        ? {etcd: known({...etcd.value, members: change(etcd.value.members)})}
        : {},
    ),
  );

/** Member lists and membership records that differ from the configuration. */
export const MEMBERSHIP_FAULTS: readonly Fault[] = [
  fault(
    stacked,
    'a learner that was not promoted',
    'etcd/learner-not-promoted cp3',
    lists(list => list.map(each => (each.name === 'cp3' ? {...each, learner: true} : each))),
    facts('cp3', () => ({etcdMarker: {state: 'learner', clusterId: etcdId('aa')}})),
    member('cp3', () => ({learner: true, reads: false})),
    observed(({etcd}) => ({
      etcd:
        etcd.known && etcd.value.is === 'formed'
          ? known({
              ...etcd.value,
              members: etcd.value.members.map(each => (each.name === 'cp3' ? {...each, learner: true} : each)),
            })
          : etcd,
    })),
  ),
  fault(
    stacked,
    'a member of a foreign cluster',
    'etcd/foreign-cluster cp3',
    member('cp3', () => ({
      clusterId: etcdId('feed'),
      memberId: etcdId('beef'),
      leader: etcdId('beef'),
      list: [{id: etcdId('beef'), name: 'x1', peerUrl: 'https://10.9.9.9:2380', learner: false}],
    })),
    apiNotReady('cp3'),
    etcdUnknown('the members belong to 2 different clusters'),
  ),
  fault(
    stacked,
    'two clusters bootstrapped from one configuration',
    'etcd/two-clusters cp3',
    member('cp3', ({list}) => ({
      clusterId: etcdId('feed'),
      memberId: etcdId('beef'),
      leader: etcdId('beef'),
      list: list.filter(each => each.name === 'cp3').map(each => ({...each, id: etcdId('beef')})),
    })),
    etcdUnknown('the members belong to 2 different clusters'),
  ),
  fault(
    stacked,
    'a member that is not in the configuration',
    'etcd/member-undeclared x4',
    lists(list => [...list, {id: etcdId('abcd'), name: 'x4', peerUrl: 'https://10.0.0.99:2380', learner: false}]),
  ),
  fault(
    stacked,
    'a declared member that is missing',
    'etcd/member-missing cp3',
    lists(list => list.filter(each => each.name !== 'cp3')),
    silentMember('cp3'),
    unit('cp3', 'etcd.service', 'failed'),
    apiNotReady('cp3'),
    observed(({etcd}) => ({
      etcd:
        etcd.known && etcd.value.is === 'formed'
          ? known({...etcd.value, members: etcd.value.members.filter(each => each.name !== 'cp3')})
          : etcd,
    })),
  ),
  fault(
    stacked,
    'member lists that differ',
    'etcd/member-lists-differ cp3',
    member('cp3', ({list}) => ({list: list.filter(each => each.name !== 'cp1')})),
  ),
  fault(
    stacked,
    'a voter whose marker says forming',
    'etcd/membership-not-recorded cp2',
    facts('cp2', () => ({etcdMarker: {state: 'forming'}})),
  ),
  fault(
    stacked,
    'a voter whose marker still says learner',
    'etcd/membership-not-recorded cp2',
    facts('cp2', () => ({etcdMarker: {state: 'learner', clusterId: etcdId('aa')}})),
  ),
  fault(
    stacked,
    'a removal interrupted before the member list was changed',
    'etcd/removal-unfinished cp2',
    facts('cp2', ({etcdMarker}) => ({etcdMarker: {...etcdMarker, state: 'leaving'}})),
  ),
  fault(
    stacked,
    'a removal interrupted after the member list was changed',
    'etcd/member-missing cp3',
    facts('cp3', ({etcdMarker}) => ({etcdMarker: {...etcdMarker, state: 'leaving'}})),
    listed(list => list.filter(({name}) => name !== 'cp3')),
    stopped('cp3'),
  ),
];
