import type {EtcdMarker, HostFacts, ObservedCluster} from '../model/observed.js';
import {UNITS} from '../render/paths.js';
import {type IdentityCheck, type IdentitySubject, readHosts} from './subject.js';

/**
 * The configured etcd has no data, but the hosts show that the cluster runs or ran: its data is lost, or in another
 * etcd. A new etcd would be an empty one under running nodes.
 */
export const elsewhere: IdentityCheck = subject => {
  const {etcd} = subject.observed;
  if (!etcd.known || etcd.value.is === 'formed') return [];
  const signs = signsOfLife(subject, etcd.value.is === 'absent');
  const [first] = signs;
  if (first === undefined) return [];
  return [{code: 'etcd/elsewhere', message: `${first}, but the configured etcd has no data`, evidence: signs}];
};

function signsOfLife(subject: IdentitySubject, absent: boolean): readonly string[] {
  const hosts = readHosts(subject);
  const founded = hosts.filter(
    ({facts: {identity}}) =>
      identity?.known === true && identity.value.cluster === subject.clusterIdentity?.cluster && identity.value.founded,
  );
  return [
    ...(absent ? serving(subject.observed) : []),
    ...hosts.filter(({facts}) => holdsData(facts)).map(({name}) => `${name}: has an etcd member`),
    ...founded.map(({name}) => `${name}: belongs to a cluster that was bootstrapped`),
    ...(absent ? hosts.filter(({facts}) => wasStarted(facts)).map(({name}) => `${name}: ran in a cluster before`) : []),
  ];
}

const serving = ({apiReady}: ObservedCluster): readonly string[] =>
  [...apiReady].filter(([, ready]) => ready.known && ready.value).map(([host]) => `${host}: its API server is ready`);

/** Marker states of a host that has, or may have, the data of a bootstrapped cluster. */
const HOLDS_DATA: readonly (EtcdMarker['state'] | undefined)[] = ['learner', 'member', 'leaving'];

const holdsData = ({etcdMarker, etcdMarkerCopy}: HostFacts): boolean =>
  HOLDS_DATA.includes(etcdMarker?.state) || HOLDS_DATA.includes(etcdMarkerCopy?.state);

/**
 * For a host without a recorded identity: units are enabled at their first start, and the marker of a member is written
 * before that.
 */
const wasStarted = ({identity, owned, units}: HostFacts): boolean =>
  identity === undefined &&
  ['etcd.service', 'kube-apiserver.service', 'kubelet.service'].some(
    unit => owned.has(`${UNITS}/${unit}`) && units.get(unit)?.enabled === true,
  );
