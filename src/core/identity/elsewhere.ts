import type {EtcdMarker, HostFacts, ObservedCluster} from '../model/observed.js';
import {UNITS} from '../render/paths.js';
import {type IdentityCheck, type IdentitySubject, readHosts} from './subject.js';

/**
 * There is no etcd where the configuration places it, but the hosts show that the cluster lives or has lived: its data
 * are lost or elsewhere. A new etcd beside them would be an empty one under running nodes.
 */
export const elsewhere: IdentityCheck = subject => {
  const {etcd} = subject.observed;
  if (!etcd.known || etcd.value.is === 'formed') return [];
  const seen = signsOfLife(subject, etcd.value.is === 'absent');
  const [first] = seen;
  if (first === undefined) return [];
  const where = 'there is no etcd with its data where the configuration places it';
  return [{code: 'etcd/elsewhere', message: `${first}, but ${where}`, evidence: seen}];
};

function signsOfLife(subject: IdentitySubject, absent: boolean): readonly string[] {
  const hosts = readHosts(subject);
  const founded = hosts.filter(
    ({facts: {identity}}) =>
      identity?.known === true && identity.value.cluster === subject.ours?.cluster && identity.value.founded,
  );
  return [
    ...(absent ? serving(subject.observed) : []),
    ...hosts.filter(({facts}) => holdsData(facts)).map(({name}) => `${name}: holds a member of etcd`),
    ...founded.map(({name}) => `${name}: belongs to a cluster that was founded`),
    ...(absent ? hosts.filter(({facts}) => wasStarted(facts)).map(({name}) => `${name}: ran in a cluster before`) : []),
  ];
}

const serving = ({apiReady}: ObservedCluster): readonly string[] =>
  [...apiReady].filter(([, ready]) => ready.known && ready.value).map(([host]) => `${host}: its API server is ready`);

/** What a marker says of a host that has, or may have, the data of a formed cluster. */
const HOLDS_DATA: readonly (EtcdMarker['state'] | undefined)[] = ['learner', 'member', 'leaving'];

const holdsData = ({etcdMarker, etcdMarkerCopy}: HostFacts): boolean =>
  HOLDS_DATA.includes(etcdMarker?.state) || HOLDS_DATA.includes(etcdMarkerCopy?.state);

/**
 * Of a host without a recorded identity: units are enabled when they are first started, and a member has its marker
 * before that.
 */
const wasStarted = ({identity, owned, units}: HostFacts): boolean =>
  identity === undefined &&
  ['etcd.service', 'kube-apiserver.service', 'kubelet.service'].some(
    unit => owned.has(`${UNITS}/${unit}`) && units.get(unit)?.enabled === true,
  );
