import type {Action} from '../../actions/action.js';
import type {DesiredCluster, DesiredNode} from '../../model/desired.js';
import type {HostName} from '../../model/names.js';
import type {RolloutOptions} from '../input.js';

/** Waits until the API server of a host is ready again, and until its node, which reports only to it, is Ready. */
export const apiIsBack = (host: HostName, {nodes}: DesiredCluster, withinSeconds: number): readonly Action[] => [
  {kind: 'kube/await-api', host, withinSeconds},
  ...(nodes.some(node => node.host === host) ? [{kind: 'node/await-ready', host} as const] : []),
];

/**
 * Whether a node is drained for its upgrade. A node that is tainted for the control plane has no other pods to evict, and
 * containers keep running while the kubelet restarts.
 */
export const isDrained = ({taints}: DesiredNode): boolean =>
  !taints.some(({key, effect}) => key === 'node-role.kubernetes.io/control-plane' && effect !== 'PreferNoSchedule');

/** How many workers may be unavailable at a time: a percentage is rounded down, and is at least one. */
export const maxUnavailableOf = (max: RolloutOptions['maxUnavailable'], workers: number): number =>
  typeof max === 'number' ? max : Math.max(1, Math.floor((workers * max.percent) / 100));
