import type {DesiredCluster} from '../model/desired.js';
import type {HostName} from '../model/names.js';
import type {EtcdState, HostFacts, KubeState, NodeFact, ObservedCluster} from '../model/observed.js';
import {oncePer} from '../once-per.js';

/** What decides whether an action is done. */
export interface Snapshot {
  readonly desired: DesiredCluster;
  readonly observed: ObservedCluster;
  /** The time at which certificates are judged. */
  readonly now: Date;
}

export const factsOf = (host: HostName, {observed}: Snapshot): HostFacts | undefined => {
  const facts = observed.hosts.get(host);
  return facts?.known === true ? facts.value : undefined;
};

export const nodeOf = (name: HostName, {observed}: Snapshot): NodeFact | undefined =>
  observed.kube.known ? nodesByName(observed.kube.value).get(name) : undefined;

const nodesByName = oncePer(
  ({nodes}: KubeState): ReadonlyMap<string, NodeFact> => new Map(nodes.map(node => [node.name, node])),
);

interface OnHost {
  readonly host: HostName;
}

/** Judged by the facts of the action's host; never done while they are unknown. */
export const onHost =
  <A>(isDone: (facts: HostFacts, action: A, snapshot: Snapshot) => boolean) =>
  (action: A & OnHost, snapshot: Snapshot): boolean => {
    const facts = factsOf(action.host, snapshot);
    return facts !== undefined && isDone(facts, action, snapshot);
  };

/** Judged by the member list; never done while it is unknown. */
export const inEtcd =
  <A>(isDone: (etcd: EtcdState, action: A) => boolean) =>
  (action: A, {observed}: Snapshot): boolean =>
    observed.etcd.known && isDone(observed.etcd.value, action);

/** Judged by both. */
export const onMember =
  <A>(isDone: (facts: HostFacts, action: A, etcd: EtcdState, snapshot: Snapshot) => boolean) =>
  (action: A & OnHost, snapshot: Snapshot): boolean => {
    const {etcd} = snapshot.observed;
    const facts = factsOf(action.host, snapshot);
    return facts !== undefined && etcd.known && isDone(facts, action, etcd.value, snapshot);
  };
