import {compareVersions} from '../components/version.js';
import type {Move} from './move.js';
import {pathTo} from './path.js';

/** What answers or writes for the whole cluster. Kubelets may be further behind, and may catch up at once. */
const CONTROL_PLANE = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

export const ofControlPlanes = (moves: readonly Move[]): readonly Move[] =>
  moves.filter(({artifact}) => CONTROL_PLANE.includes(artifact));

/**
 * The versions of Kubernetes to go to one after another, the last is `to`: from the oldest that a control plane runs, for
 * a way that was begun goes on where it stopped. Only `to` where a minor between is not available: the rules say so.
 */
export function wayOf(moves: readonly Move[], to: string, available: readonly string[]): readonly string[] {
  const [oldest] = ofControlPlanes(moves)
    .map(({from}) => from)
    .toSorted(compareVersions);
  if (oldest === undefined || compareVersions(oldest, to) >= 0) return [to];
  const {hops, missing} = pathTo(oldest, to, available);
  return missing === undefined ? hops : [to];
}
