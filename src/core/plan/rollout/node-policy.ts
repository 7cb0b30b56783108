import type {DesiredCluster, DesiredNode} from '../../model/desired.js';
import type {HostName} from '../../model/names.js';
import type {Action} from '../action.js';
import type {RolloutOptions} from '../input.js';

/** The API server of a host serves again, and its node, which reports to no other, has been heard of since. */
export const apiIsBack = (host: HostName, {nodes}: DesiredCluster, withinSeconds: number): readonly Action[] => [
  {kind: 'kube/await-api', host, withinSeconds},
  ...(nodes.some(node => node.host === host) ? [{kind: 'node/await-ready', host} as const] : []),
];

/**
 * Whose pods go elsewhere while the node changes. Where only what belongs to the control plane runs, nothing is to be
 * moved: containers go on running while a kubelet restarts.
 */
export const isEmptied = ({taints}: DesiredNode): boolean =>
  !taints.some(({key, effect}) => key === 'node-role.kubernetes.io/control-plane' && effect !== 'PreferNoSchedule');

/** How many of so many workers may be away at a time. A share is rounded down, and is never nobody. */
export const maxUnavailableOf = (max: RolloutOptions['maxUnavailable'], workers: number): number =>
  typeof max === 'number' ? max : Math.max(1, Math.floor((workers * max.percent) / 100));
