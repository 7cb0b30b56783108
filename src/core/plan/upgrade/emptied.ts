import type {DesiredNode} from '../../cluster/desired.js';

/**
 * Whose pods go elsewhere while the node changes. Where only what belongs to the control plane runs, nothing is to be
 * moved: containers go on running while a kubelet restarts.
 */
export const isEmptied = ({taints}: DesiredNode): boolean =>
  !taints.some(({key, effect}) => key === 'node-role.kubernetes.io/control-plane' && effect !== 'PreferNoSchedule');
