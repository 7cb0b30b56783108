import type {HostView, UnmanagedEtcdView, ZoneView} from '../diagnosis/diagnosis.js';
import {counted} from '../format.js';
import {memberPart, type Part, partsOf, type State} from './part.js';

/** A host with what runs there, or a group of workers of which only unhealthy ones are named. */
export interface Box {
  readonly name: string;
  /** Its address; empty for a group. */
  readonly address: string;
  readonly parts: readonly Part[];
}

/** A zone with this many workers or more shows their number instead of each of them. */
const GROUP = 7;
/** The most unhealthy workers of a group that are named. */
const MOST_NAMES = 8;

export function zoneBoxes({hosts}: ZoneView): readonly Box[] {
  const workers = hosts.filter(host => rank(host) === WORKER);
  if (workers.length < GROUP) return inOrder(hosts).map(hostBox);
  return [...inOrder(hosts.filter(host => !workers.includes(host))).map(hostBox), groupBox(workers)];
}

/** Its members, or its endpoints while the members are unknown. */
export const unmanagedEtcdBoxes = ({endpoints, members}: UnmanagedEtcdView, planned: boolean): readonly Box[] =>
  members.length > 0
    ? members.map(member => ({name: member.name, address: '', parts: [memberPart(member)]}))
    : endpoints.map(name => ({
        name,
        address: '',
        parts: [planned ? healthy('etcd', 'planned') : {text: 'etcd, unknown', sign: 'unknown', state: 'unknown'}],
      }));

const inOrder = (hosts: readonly HostView[]): readonly HostView[] =>
  hosts.toSorted((one, other) => rank(one) - rank(other));

const rank = ({loadBalancer, controlPlane, member}: HostView): number =>
  [loadBalancer, controlPlane, member, 'worker'].findIndex(each => each !== undefined);

const WORKER = 3;

const hostBox = (host: HostView): Box => ({
  name: host.name,
  address: host.address,
  parts: [...(host.reachable === 'no' ? [unreachable] : []), ...partsOf(host)],
});

const unreachable: Part = {text: 'unreachable', sign: 'unknown', state: 'unknown'};

function groupBox(workers: readonly HostView[]): Box {
  const namesIn = (state: State) => workers.filter(host => stateOf(host) === state).map(({name}) => name);
  const summed = (['up', 'planned'] as const).flatMap(state => {
    const count = namesIn(state).length;
    return count === 0 ? [] : [healthy(`${count} ${state}`, state)];
  });
  return {
    name: counted(workers.length, 'worker'),
    address: '',
    parts: [...summed, ...nameParts(namesIn('down'), 'down'), ...nameParts(namesIn('unknown'), 'unknown')],
  };
}

const stateOf = ({reachable, node}: HostView): State => (reachable === 'no' ? 'unknown' : (node?.state ?? 'unknown'));

const healthy = (text: string, state: 'up' | 'planned'): Part => ({text, sign: state, state});

function nameParts(names: readonly string[], state: 'down' | 'unknown'): readonly Part[] {
  const more = names.length - MOST_NAMES;
  const shown = [...names.slice(0, MOST_NAMES), ...(more > 0 ? [`${more} more`] : [])];
  return shown.map(name => ({text: `${name}, ${state}`, sign: state, state}));
}
