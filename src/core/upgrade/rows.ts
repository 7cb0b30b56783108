import type {HostName} from '../cluster/names.js';
import type {ComponentName} from '../components/bundle.js';
import {compareVersions} from '../components/version.js';
import type {Move} from './move.js';

/** Hosts that go the same way with one component. */
export interface MoveRow {
  readonly component: ComponentName;
  readonly from: string;
  readonly to: string;
  readonly hosts: readonly HostName[];
}

/** In the order in which components have their turn; of one component the oldest version first. */
export function moveRows(moves: readonly Move[]): readonly MoveRow[] {
  const rows = new Map<string, MoveRow>();
  for (const {component, from, to, host} of moves) {
    const key = `${component} ${from} ${to}`;
    const hosts = rows.get(key)?.hosts ?? [];
    rows.set(key, {component, from, to, hosts: hosts.includes(host) ? hosts : [...hosts, host]});
  }
  return [...rows.values()].toSorted(
    (one, other) =>
      turn(one) - turn(other) || compareVersions(one.from, other.from) || compareVersions(one.to, other.to),
  );
}

const TURNS: readonly ComponentName[] = ['etcd', 'kubernetes', 'containerd', 'runc', 'cni-plugins', 'flannel'];

const turn = ({component}: MoveRow): number => (TURNS.includes(component) ? TURNS.indexOf(component) : TURNS.length);
