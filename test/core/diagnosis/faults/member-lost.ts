import {known, unknown} from '../../../../src/core/model/fact.js';
import {hostName} from '../../../../src/core/model/names.js';
import {ETCD_DATA} from '../../../../src/core/render/etcd/flags.js';
import {clusterConfig} from '../../../support/builders/config.js';
import {
  all,
  apiNotReady,
  etcdUnknown,
  evidence,
  facts,
  fresh,
  kube,
  link,
  member,
  observed,
  silentMember,
  unit,
} from '../support/healthy.js';
import {external, type Fault, fault, stacked} from './fault.js';
import {CONTROL_PLANES, memberOf, members, withoutFiles} from './identity-changes.js';

const single = clusterConfig('stacked', {hosts: stacked.hosts.filter(({name}) => ['cp1', 'w1'].includes(name))});

const noData = (host: string) =>
  facts(host, ({directories}) => ({
    directories: new Map(directories).set(ETCD_DATA, {empty: true, mode: '700', owner: 'root:root'}),
  }));

const noApi = all(
  apiNotReady(...CONTROL_PLANES),
  observed(() => ({kube: unknown('no API server is ready')})),
  evidence(() => ({kube: unknown('no API server is ready')})),
);

const refused = (host: string) => link(({to}) => (to === host ? known('refused') : undefined));

const nodeNotReady = (host: string) =>
  kube(({nodes}) => ({nodes: nodes.map(each => (each.name === host ? {...each, ready: false} : each))}));

const down = (host: string) =>
  all(silentMember(host), memberOf(host, {healthy: false, why: 'does not answer'}), apiNotReady(host));

const unlisted = (host: string) =>
  all(
    members(each => each.filter(one => one.host !== host)),
    ...CONTROL_PLANES.filter(each => each !== host).map(each =>
      member(each, ({list}) => ({list: list.filter(({name}) => name !== host)})),
    ),
  );

const restoring = (host: string) =>
  facts(host, ({etcdMarker}) => {
    const marker = {
      ...etcdMarker,
      state: 'restoring',
      restore: `${'a'.repeat(64)}:1000000000:quorate-demo-restore-1`,
    } as const;
    return {etcdMarker: marker, etcdMarkerCopy: marker};
  });

/** Marked before there was a member. */
const rebuilding = (host: string) =>
  facts(host, () => {
    const marker = {state: 'restoring', restore: `${'a'.repeat(64)}:1000000000:quorate-demo-restore-1`} as const;
    return {etcdMarker: marker, etcdMarkerCopy: marker};
  });

/** etcd data that is not on the host of its member. */
export const LOST_FAULTS: readonly Fault[] = [
  fault(
    stacked,
    'a restore that was interrupted after it stopped etcd',
    'etcd/restore-interrupted',
    ...CONTROL_PLANES.flatMap(host => [
      restoring(host),
      unit(host, 'etcd.service', 'inactive'),
      unit(host, 'kube-apiserver.service', 'inactive'),
      silentMember(host),
    ]),
    etcdUnknown('a restore of etcd is not complete'),
    noApi,
  ),
  fault(
    stacked,
    'a restore of a backup that was interrupted before etcd was started',
    'backup/restore-interrupted',
    ...CONTROL_PLANES.flatMap(host => [
      rebuilding(host),
      unit(host, 'etcd.service', 'inactive'),
      unit(host, 'kube-apiserver.service', 'inactive'),
      silentMember(host),
    ]),
    etcdUnknown('a restore of etcd is not complete'),
    noApi,
  ),
  fault(
    stacked,
    'two members without data',
    'etcd/quorum-lost',
    ...['cp2', 'cp3'].flatMap(host => [noData(host), unit(host, 'etcd.service', 'failed'), silentMember(host)]),
    member('cp1', () => ({reads: false})),
    etcdUnknown('no member serves a read'),
    noApi,
  ),
  fault(
    external,
    'all etcd hosts reinstalled under a running cluster',
    'etcd/elsewhere',
    ...['etcd1', 'etcd2', 'etcd3'].flatMap(host => [
      fresh(host),
      link(({to}) => (to === host ? known('refused') : undefined)),
      evidence(({members: asked}) => ({members: new Map(asked).set(hostName(host), unknown('no etcd is installed'))})),
    ]),
    observed(() => ({etcd: known({is: 'absent'})})),
    noApi,
  ),
  fault(
    single,
    'another machine in place of the only control plane',
    'etcd/elsewhere',
    fresh('cp1'),
    refused('cp1'),
    evidence(({members: asked}) => ({members: new Map(asked).set(hostName('cp1'), unknown('no etcd is installed'))})),
    observed(() => ({etcd: known({is: 'absent'})})),
    noApi,
  ),
  fault(
    stacked,
    'a new machine in place of a control plane',
    'etcd/member-lost cp3',
    fresh('cp3'),
    down('cp3'),
    refused('cp3'),
    nodeNotReady('cp3'),
  ),
  fault(
    external,
    'a new machine in place of an etcd host',
    'etcd/member-lost etcd3',
    fresh('etcd3'),
    down('etcd3'),
    refused('etcd3'),
  ),
  fault(
    stacked,
    'a member without its data',
    'etcd/member-lost cp3',
    noData('cp3'),
    down('cp3'),
    unit('cp3', 'etcd.service', 'failed'),
    unit('cp3', 'kube-apiserver.service', 'activating', 20),
    link(({to, port}) => (to === 'cp3' && [2379, 2380, 6443].includes(port) ? known('refused') : undefined)),
  ),
  fault(
    stacked,
    'a member without /var',
    'etcd/member-lost cp3',
    noData('cp3'),
    down('cp3'),
    unit('cp3', 'etcd.service', 'failed'),
    unit('cp3', 'kubelet.service', 'failed'),
    withoutFiles('cp3', '/var/'),
    refused('cp3'),
    nodeNotReady('cp3'),
  ),
  fault(
    stacked,
    'a host that is to join etcd with the data of an unknown member',
    'etcd/data-unknown cp3',
    unlisted('cp3'),
    silentMember('cp3'),
    unit('cp3', 'etcd.service', 'failed'),
    apiNotReady('cp3'),
    facts('cp3', () => ({etcdMarker: {state: 'learner'}})),
  ),
];
