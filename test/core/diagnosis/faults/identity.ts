import {desire} from '../../../../src/core/desire.js';
import {sha256} from '../../../../src/core/model/digest.js';
import {known, unknown} from '../../../../src/core/model/fact.js';
import {type HostIdentity, IDENTITY, IDENTITY_COPY} from '../../../../src/core/model/identity-record.js';
import {clusterId, digestOf, etcdId, type HostName, hostName} from '../../../../src/core/model/names.js';
import {clusterConfig} from '../../../support/builders/config.js';
import {testCa} from '../../../support/certificates.js';
import {
  all,
  apiNotReady,
  config,
  etcdUnknown,
  evidence,
  facts,
  kube,
  member,
  observed,
  onHost,
  recorded,
  silentMember,
} from '../support/healthy.js';
import {type Fault, fault, stacked, withoutKey} from './fault.js';
import {CONTROL_PLANES, edited, memberOf, members, unrecorded} from './identity-changes.js';

const pair = clusterConfig('stacked', {hosts: stacked.hosts.filter(({name}) => name !== 'cp3')});

/** Connections to this host reach another one. */
const leadsTo = (host: string, actual: string, {added = false} = {}) =>
  evidence(({members: asked, hosts, observed: seen}) => {
    const copied = <T>(all: ReadonlyMap<HostName, T>): ReadonlyMap<HostName, T> => {
      const value = all.get(hostName(actual));
      if (!added && !all.has(hostName(host))) return all;
      return value === undefined ? withoutKey(all, hostName(host)) : new Map(all).set(hostName(host), value);
    };
    return {
      members: copied(asked),
      hosts: copied(hosts),
      observed: {...seen, hosts: copied(seen.hosts), apiReady: copied(seen.apiReady)},
    };
  });

const withoutNode = (host: string) =>
  all(
    kube(({nodes}) => ({nodes: nodes.filter(({name}) => name !== host)})),
    observed(({kube: state}) =>
      state.known ? {kube: known({...state.value, nodes: state.value.nodes.filter(({name}) => name !== host)})} : {},
    ),
  );

const CA = '/etc/kubernetes/pki/ca.crt';

const otherCa = testCa().certPem;

/** All files have the content of another cluster. */
const foreignFiles = (host: string) =>
  facts(host, ({files, publicTexts}) => ({
    files: new Map([...files].map(([path, file]) => [path, {...file, digest: digestOf('e'.repeat(64))}])),
    publicTexts: new Map(publicTexts).set(CA, otherCa),
  }));

const holdsCa = (host: string, path: string, text: string) =>
  facts(host, ({files, publicTexts}) => ({
    files: new Map(files).set(path, {...files.get(path)!, digest: sha256(text)}),
    publicTexts: publicTexts.has(path) ? new Map(publicTexts).set(path, text) : publicTexts,
  }));

const production: Partial<HostIdentity> = {
  cluster: clusterId('0123456789abcdef0123456789abcdef'),
  clusterName: 'production',
};

/** Observed under its name in the configuration. */
function renamed(old: string, name: string): Fault['change'] {
  const now = (host: HostName) => (host === old ? hostName(name) : host);
  const keyed = <T>(all: ReadonlyMap<HostName, T>): ReadonlyMap<HostName, T> =>
    new Map([...all].map(([host, value]) => [now(host), value]));
  return all(
    members(each => each.map(one => (one.host === undefined ? one : {...one, host: now(one.host)}))),
    evidence(({members: asked, hosts, links, observed: seen}) => ({
      members: keyed(asked),
      hosts: keyed(hosts),
      links: links.map(each => ({...each, from: now(each.from), to: now(each.to)})),
      observed: {...seen, hosts: keyed(seen.hosts), apiReady: keyed(seen.apiReady)},
    })),
  );
}

/** A machine is another host than configured, or has files of another one. */
export const IDENTITY_FAULTS: readonly Fault[] = [
  fault(
    stacked,
    'a worker of another cluster in the configuration',
    'identity/other-cluster w1',
    recorded('w1', production),
    foreignFiles('w1'),
    withoutNode('w1'),
    onHost('w1', () => ({
      backends: known([{unit: 'quorate-balancer.service', server: 'p1', address: '10.1.0.11:6443', up: true}]),
    })),
  ),
  fault(
    pair,
    'a control plane of another cluster in the configuration',
    'identity/other-cluster cp3',
    config(() => desire(stacked)),
    leadsTo('cp3', 'cp2', {added: true}),
    facts('cp3', () => ({machineId: sha256('p1')})),
    recorded('cp3', {...production, host: hostName('p1')}),
    foreignFiles('cp3'),
    member('cp3', ({list}) => ({
      clusterId: etcdId('feed'),
      memberId: etcdId('beef'),
      leader: etcdId('beef'),
      list: [{...list[0]!, id: etcdId('beef'), name: 'p1', peerUrl: 'https://10.1.0.11:2380'}],
    })),
    etcdUnknown('the members belong to 2 different clusters'),
  ),
  fault(
    stacked,
    'SSH leads to another control plane',
    'identity/other-host cp3',
    leadsTo('cp3', 'cp2'),
    memberOf('cp3', {healthy: false, why: 'does not answer'}),
  ),
  fault(
    stacked,
    'SSH leads to a worker in place of a control plane',
    'identity/other-host cp3',
    leadsTo('cp3', 'w1'),
    silentMember('cp3'),
    memberOf('cp3', {healthy: false, why: 'does not answer'}),
    apiNotReady('cp3'),
  ),
  fault(
    stacked,
    'two hosts whose addresses were swapped',
    ['identity/other-host cp2', 'identity/other-host cp3'],
    edited(stacked, ({hosts}) => ({
      hosts: hosts.map(each => {
        const other = {cp2: 'cp3', cp3: 'cp2'}[each.name as string];
        return {...each, address: hosts.find(({name}) => name === (other ?? each.name))!.address};
      }),
    })),
    input =>
      all(
        leadsTo('cp2', 'cp3'),
        evidence(({members: now, hosts, observed: seen}) => ({
          members: new Map(now).set(hostName('cp3'), input.evidence.members.get(hostName('cp2'))!),
          hosts: new Map(hosts).set(hostName('cp3'), input.evidence.hosts.get(hostName('cp2'))!),
          observed: {
            ...seen,
            hosts: new Map(seen.hosts).set(hostName('cp3'), input.evidence.observed.hosts.get(hostName('cp2'))!),
          },
        })),
      )(input),
    members(each =>
      each.map(one => ({...one, ...({cp2: {host: hostName('cp3')}, cp3: {host: hostName('cp2')}}[one.name] ?? {})})),
    ),
  ),
  fault(
    stacked,
    'a renamed worker',
    'identity/other-host w2',
    edited(stacked, ({hosts}) => ({
      hosts: hosts.map(each => (each.name === 'w1' ? {...each, name: hostName('w2')} : each)),
    })),
    renamed('w1', 'w2'),
  ),
  fault(
    stacked,
    'a renamed control plane',
    'identity/other-host cp9',
    edited(stacked, ({hosts}) => ({
      hosts: hosts.map(each => (each.name === 'cp3' ? {...each, name: hostName('cp9')} : each)),
    })),
    renamed('cp3', 'cp9'),
  ),
  fault(
    stacked,
    'a disk that was copied to another machine',
    'identity/other-machine cp2',
    facts('cp2', () => ({machineId: 'f'.repeat(32)})),
  ),
  fault(
    stacked,
    'one machine that answers for two hosts',
    'identity/other-machine w1',
    facts('w1', () => ({machineId: sha256('cp1').slice(0, 32)})),
  ),
  fault(
    stacked,
    'an identity that contradicts its copy',
    'identity/unreadable w1',
    facts('w1', () => ({identity: unknown(`${IDENTITY} and ${IDENTITY_COPY} differ`)})),
  ),
  fault(stacked, 'a worker with another CA', `identity/ca-differs w1`, holdsCa('w1', CA, otherCa)),
  fault(stacked, 'the first control plane with another CA', 'identity/ca-differs cp1', holdsCa('cp1', CA, otherCa)),
  fault(
    stacked,
    'the first control plane with another service account key',
    'identity/ca-differs cp1',
    holdsCa('cp1', '/etc/kubernetes/pki/sa.key', 'x'),
    holdsCa('cp1', '/etc/kubernetes/pki/sa.pub', 'x'),
  ),
  fault(stacked, 'a host without a recorded identity', 'identity/missing w1', unrecorded('w1')),
  fault(
    stacked,
    'a cluster without recorded identities',
    'identity/missing',
    ...[...CONTROL_PLANES, 'w1'].map(unrecorded),
  ),
];
