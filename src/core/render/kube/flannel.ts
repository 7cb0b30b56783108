import {FLANNEL_GROUP, FORMER_FLANNEL_USER} from '../../model/flannel-user.js';
import {flannelPolicy} from './flannel-policy.js';
import type {KubeObject} from './object.js';
import {clusterRole, clusterRoleBinding} from './rbac.js';

/**
 * What flannelds may do: what limits the group comes before what permits it something.
 *
 * @param former the user that all of them shared before keeps its role.
 */
export const flannelAccess = ({former = false} = {}): readonly KubeObject[] => [
  ...flannelPolicy(),
  clusterRole('flannel', [
    {apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch']},
    {apiGroups: [''], resources: ['nodes/status'], verbs: ['patch']},
  ]),
  clusterRoleBinding(
    'flannel',
    'flannel',
    {kind: 'Group', name: FLANNEL_GROUP},
    ...(former ? [{kind: 'User', name: FORMER_FLANNEL_USER} as const] : []),
  ),
];

/** The role is bound to the user that all flannelds shared. */
export const bindsFormerUser = (binding: unknown): boolean =>
  (
    (binding as {readonly subjects?: readonly {readonly kind?: string; readonly name?: string}[]} | undefined)
      ?.subjects ?? []
  ).some(({kind, name}) => kind === 'User' && name === FORMER_FLANNEL_USER);
