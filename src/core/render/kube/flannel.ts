import type {KubeObject} from './object.js';
import {clusterRole, clusterRoleBinding} from './rbac.js';

/** RBAC for flanneld, which runs as a unit with a client certificate for the user flannel. */
export const flannelAccess = (): readonly KubeObject[] => [
  clusterRole('flannel', [
    {apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch']},
    {apiGroups: [''], resources: ['nodes/status'], verbs: ['patch']},
  ]),
  clusterRoleBinding('flannel', 'flannel', {kind: 'User', name: 'flannel'}),
];
