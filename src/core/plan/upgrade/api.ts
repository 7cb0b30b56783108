import type {DesiredCluster} from '../../cluster/desired.js';
import type {HostName} from '../../cluster/names.js';
import type {Action} from '../action.js';

/** The API server of a host serves again, and its node, which reports to no other, has been heard of since. */
export const apiIsBack = (host: HostName, {nodes}: DesiredCluster, withinSeconds: number): readonly Action[] => [
  {kind: 'kube/await-api', host, withinSeconds},
  ...(nodes.some(node => node.host === host) ? [{kind: 'node/await-ready', host} as const] : []),
];
