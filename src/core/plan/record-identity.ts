import type {Action} from '../actions/action.js';
import {machineIdOf} from '../identity/subject.js';
import {unmanagedEtcdClusterId} from '../identity/unmanaged-etcd.js';
import type {HostName} from '../model/names.js';
import type {PlanInput} from './input.js';

interface Recording {
  /** On control planes and etcd hosts, before anything else: every later run reads the identity from them. */
  readonly keepers: readonly Action[];
  readonly others: readonly Action[];
  /** Once the cluster has data; empty where that is recorded already. */
  readonly bootstrapped: readonly Action[];
}

/** What every host of the run records about itself. */
export function recording(input: PlanInput): Recording {
  const {desired} = input;
  const keepers = new Set<HostName>([...desired.controlPlanes, ...desired.etcd].map(({host}) => host));
  const isKeeper = ({host}: {readonly host: HostName}) => keepers.has(host);
  const isBootstrapped = wasBootstrapped(input);
  const now = recordings(input, isBootstrapped);
  return {
    keepers: now.filter(isKeeper),
    others: now.filter(each => !isKeeper(each)),
    bootstrapped: isBootstrapped ? [] : recordings(input, true),
  };
}

function recordings({desired, observed}: PlanInput, founded: boolean) {
  const {name: clusterName, settings} = desired;
  return desired.hosts.flatMap(({name: host, address}) => {
    const facts = observed.hosts.get(host);
    if (facts?.known !== true) return [];
    const {identity: recorded} = facts.value;
    const store = unmanagedEtcdClusterId(observed) ?? (recorded?.known === true ? recorded.value.store : undefined);
    const identity = {
      clusterName,
      address,
      machineId: machineIdOf(facts.value),
      founded,
      settings,
      ...(store === undefined ? {} : {store}),
    };
    return [{kind: 'identity/put', host, identity} as const];
  });
}

/** According to etcd; while etcd does not answer, according to what hosts recorded. */
function wasBootstrapped({observed: {etcd, hosts}}: PlanInput): boolean {
  if (etcd.known) return etcd.value.is === 'formed';
  return [...hosts.values()].some(
    facts => facts.known && facts.value.identity?.known === true && facts.value.identity.value.founded,
  );
}
