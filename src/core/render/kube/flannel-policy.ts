import {FLANNEL_GROUP, flannelUser} from '../../model/flannel-user.js';
import type {KubeObject} from './object.js';

const NAME = 'flannel-own-node';
const API = 'admissionregistration.k8s.io/v1';

/** Default of --kube-annotation-prefix of flanneld. */
const OWN_ANNOTATIONS = 'flannel.alpha.coreos.com/';

/**
 * RBAC permits patching the status of every Node or of none, and a patch of the status also changes labels and annotations.
 * So a policy limits each flanneld to what it writes: on its own Node, its annotations and the condition
 * NetworkUnavailable. For other users only the match condition is evaluated.
 */
export const flannelPolicy = (): readonly KubeObject[] => [
  {
    apiVersion: API,
    kind: 'ValidatingAdmissionPolicy',
    metadata: {name: NAME},
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [
          {apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['nodes', 'nodes/status']},
        ],
      },
      // An expression that fails would refuse requests of all users.
      matchConditions: [
        {
          name: 'is-flannel',
          expression: `has(request.userInfo.groups) && '${FLANNEL_GROUP}' in request.userInfo.groups`,
        },
      ],
      variables: VARIABLES.map(([name, expression]) => ({name, expression})),
      validations: VALIDATIONS.map(([expression, message]) => ({expression, message, reason: 'Forbidden'})),
    },
  },
  {
    apiVersion: API,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: {name: NAME},
    spec: {policyName: NAME, validationActions: ['Deny']},
  },
];

/** A field that may be absent. As dyn: a field of an object has a type, which could not be compared with an empty value. */
const optional = (path: string, otherwise: '{}' | '[]'): string => `has(${path}) ? dyn(${path}) : dyn(${otherwise})`;

/** The name of a variable for the object, of one for the object before, what it has, and its value if that is absent. */
const beforeAndAfter = (name: string, path: string, otherwise: '{}' | '[]') => [
  [`new${name}`, optional(`object.${path}`, otherwise)] as const,
  [`old${name}`, optional(`oldObject.${path}`, otherwise)] as const,
];

const VARIABLES = [
  ...beforeAndAfter('Annotations', 'metadata.annotations', '{}'),
  ...beforeAndAfter('Labels', 'metadata.labels', '{}'),
  ...beforeAndAfter('Owners', 'metadata.ownerReferences', '[]'),
  ...beforeAndAfter('Finalizers', 'metadata.finalizers', '[]'),
  ...beforeAndAfter('Spec', 'spec', '{}'),
  ...beforeAndAfter('Status', 'status', '{}'),
  ...['newConditions', 'oldConditions'].map(name => {
    const status = `variables.${name.replace('Conditions', 'Status')}`;
    return [name, optional(`${status}.conditions`, '[]')] as const;
  }),
];

/** Two maps have the same entries, except for keys `k` of which the expression holds. */
const sameExcept = (name: string, exception: string): string =>
  [
    `variables.new${name}.all(k, ${exception} || (k in variables.old${name} && variables.new${name}[k] == variables.old${name}[k]))`,
    `variables.old${name}.all(k, ${exception} || k in variables.new${name})`,
  ].join(' && ');

const same = (name: string): string => `variables.new${name} == variables.old${name}`;

const VALIDATIONS: readonly (readonly [expression: string, message: string])[] = [
  [
    `request.userInfo.username == '${flannelUser('')}' + object.metadata.name`,
    'flanneld may change no Node but its own',
  ],
  [sameExcept('Annotations', `k.startsWith('${OWN_ANNOTATIONS}')`), 'flanneld may change no annotations but its own'],
  [same('Labels'), 'flanneld may not change labels'],
  [`${same('Owners')} && ${same('Finalizers')}`, 'flanneld may not change owners and finalizers'],
  [same('Spec'), 'flanneld may not change the spec of a Node'],
  [sameExcept('Status', `k == 'conditions'`), 'flanneld may change no part of the status but conditions'],
  [
    [
      `variables.newConditions.all(c, c.type == 'NetworkUnavailable' || c in variables.oldConditions)`,
      `variables.oldConditions.all(c, c.type == 'NetworkUnavailable' || c in variables.newConditions)`,
    ].join(' && '),
    'flanneld may change no condition but NetworkUnavailable',
  ],
];
