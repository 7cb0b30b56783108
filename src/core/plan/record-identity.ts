import {machineIdOf} from '../identity/subject.js';
import {unmanagedEtcdClusterId} from '../identity/unmanaged-etcd.js';
import type {HostName} from '../model/names.js';
import type {Action} from './action.js';
import type {PlanInput} from './input.js';

interface Recording {
  /** Before anything else of theirs on control planes and etcd hosts: from them every later run takes the identity. */
  readonly keepers: readonly Action[];
  readonly others: readonly Action[];
  /** Once the cluster has data; none where it had before. */
  readonly founded: readonly Action[];
}

/** What every host of the run is to say of itself. */
export function recording(input: PlanInput): Recording {
  const {desired} = input;
  const keepers = new Set<HostName>([...desired.controlPlanes, ...desired.etcd].map(({host}) => host));
  const isKeeper = ({host}: {readonly host: HostName}) => keepers.has(host);
  const wasFounded = isFounded(input);
  const now = recordings(input, wasFounded);
  return {
    keepers: now.filter(isKeeper),
    others: now.filter(each => !isKeeper(each)),
    founded: wasFounded ? [] : recordings(input, true),
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

/** As etcd says; while it says nothing, as hosts have recorded. */
function isFounded({observed: {etcd, hosts}}: PlanInput): boolean {
  if (etcd.known) return etcd.value.is === 'formed';
  return [...hosts.values()].some(
    facts => facts.known && facts.value.identity?.known === true && facts.value.identity.value.founded,
  );
}
