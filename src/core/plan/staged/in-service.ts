import type {KeptSet} from '../../model/kept-files.js';
import type {HostName} from '../../model/names.js';
import type {EtcdMember} from '../../model/observed.js';
import type {PlanInput} from '../input.js';
import type {HostState} from './component-change.js';
import {setOf} from './component-change.js';

/**
 * Whether the units of a set are in service on a host: then a change may break something, and is made with care. What is
 * down, or never ran, has nothing to lose.
 */
export function inService(
  input: PlanInput,
  voters: ReadonlyMap<HostName, EtcdMember>,
): (host: HostState, set: KeptSet) => boolean {
  const {observed} = input;
  const isFormed = observed.etcd.known && observed.etcd.value.is === 'formed';
  const nodes = new Map(observed.kube.known ? observed.kube.value.nodes.map(node => [node.name, node]) : []);
  const checks: Readonly<Record<KeptSet, (host: HostState) => boolean>> = {
    etcd: ({host}) => voters.get(host)?.healthy === true,
    'control-plane': ({host}) => {
      const ready = observed.apiReady.get(host);
      return ready?.known === true && ready.value;
    },
    node: ({host}) => nodes.get(host)?.ready !== false,
    keepalived: () => true,
  };
  // What an unfinished change has kept can be restored, so the next run continues with the same care.
  const isUnfinished = ({host, facts}: HostState, set: KeptSet) =>
    facts.keptFiles.has(set) && (set !== 'etcd' || voters.has(host));
  return (host, set) => isFormed && (isUnfinished(host, set) || (runs(host, set) && checks[set](host)));
}

/** Without its runtime or its kubelet a node is not in service, whatever else runs there. */
const LEADING: readonly string[] = ['containerd.service', 'kubelet.service'];

function runs({early, late, last, facts}: HostState, set: KeptSet): boolean {
  const units = [...early, ...late, ...last].map(({unit}) => unit).filter(unit => setOf(unit) === set);
  const isActive = (unit: string) => facts.units.get(unit)?.active === 'active';
  const leading = units.filter(unit => LEADING.includes(unit));
  return leading.length > 0 ? leading.every(isActive) : units.some(isActive);
}
