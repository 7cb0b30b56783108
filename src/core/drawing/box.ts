import type {HostView, UnmanagedEtcdView, ZoneView} from '../diagnosis/diagnosis.js';
import {counted} from '../format.js';
import {memberPart, type Part, partsOf, type State} from './part.js';

/** A host with what runs there, or many workers of which only the unwell have names. */
export interface Box {
  readonly name: string;
  /** Where it is; empty for a crowd. */
  readonly address: string;
  readonly parts: readonly Part[];
}

/** From so many on, hosts of a zone that only are nodes are counted instead of drawn. */
const CROWD = 7;
/** So many of them that are not well are named all the same. */
const NAMED = 8;

export function zoneBoxes({hosts}: ZoneView): readonly Box[] {
  const workers = hosts.filter(host => rank(host) === WORKER);
  if (workers.length < CROWD) return inOrder(hosts).map(hostBox);
  return [...inOrder(hosts.filter(host => !workers.includes(host))).map(hostBox), crowdBox(workers)];
}

/** Its members; where nobody could say who they are, what is known are the endpoints. */
export const unmanagedEtcdBoxes = ({endpoints, members}: UnmanagedEtcdView, planned: boolean): readonly Box[] =>
  members.length > 0
    ? members.map(member => ({name: member.name, address: '', parts: [memberPart(member)]}))
    : endpoints.map(name => ({
        name,
        address: '',
        parts: [planned ? well('etcd', 'planned') : {text: 'etcd, unknown', sign: 'unknown', state: 'unknown'}],
      }));

const inOrder = (hosts: readonly HostView[]): readonly HostView[] =>
  hosts.toSorted((one, other) => rank(one) - rank(other));

const rank = ({loadBalancer, controlPlane, member}: HostView): number =>
  [loadBalancer, controlPlane, member, 'worker'].findIndex(each => each !== undefined);

const WORKER = 3;

const hostBox = (host: HostView): Box => ({
  name: host.name,
  address: host.address,
  parts: [...(host.seen === 'no' ? [notReached] : []), ...partsOf(host)],
});

const notReached: Part = {text: 'not reached', sign: 'unknown', state: 'unknown'};

function crowdBox(workers: readonly HostView[]): Box {
  const within = (state: State) => workers.filter(host => stateOf(host) === state).map(({name}) => name);
  const summed = (['up', 'planned'] as const).flatMap(state => {
    const count = within(state).length;
    return count === 0 ? [] : [well(`${count} ${state}`, state)];
  });
  return {
    name: counted(workers.length, 'worker'),
    address: '',
    parts: [...summed, ...named(within('down'), 'down'), ...named(within('unknown'), 'unknown')],
  };
}

const stateOf = ({seen, node}: HostView): State => (seen === 'no' ? 'unknown' : (node?.state ?? 'unknown'));

const well = (text: string, state: 'up' | 'planned'): Part => ({text, sign: state, state});

function named(names: readonly string[], state: 'down' | 'unknown'): readonly Part[] {
  const more = names.length - NAMED;
  const shown = [...names.slice(0, NAMED), ...(more > 0 ? [`${more} more`] : [])];
  return shown.map(name => ({text: `${name}, ${state}`, sign: state, state}));
}
