import {describe, expect, test} from 'vitest';
import {flannelPolicy} from '../../../src/core/render/kube/flannel-policy.js';
import type {KubeObject} from '../../../src/core/render/kube/object.js';
import {admission} from '../../support/admission.js';

const [POLICY, BINDING] = flannelPolicy() as readonly [KubeObject, KubeObject];

/** A Node as the API server shows it to a policy. */
const node = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name,
    labels: {'kubernetes.io/hostname': name} as Record<string, string>,
    annotations: {
      'flannel.alpha.coreos.com/public-ip': '10.0.0.21',
      'quorate.dev/held': 'true',
    } as Record<string, string>,
  } as Record<string, unknown>,
  spec: {podCIDR: '10.244.1.0/24'} as Record<string, unknown>,
  status: {
    addresses: [{type: 'InternalIP', address: '10.0.0.21'}],
    capacity: {cpu: '2'},
    daemonEndpoints: {kubeletEndpoint: {Port: 10250n}},
    conditions: [
      {type: 'NetworkUnavailable', status: 'True'},
      {type: 'Ready', status: 'True'},
    ],
  } as Record<string, unknown>,
});

type Node = ReturnType<typeof node>;

const asked = (
  object: Node,
  {oldObject = node('w1'), username = 'flannel:w1', groups = ['quorate:flannel', 'system:authenticated']} = {},
) => admission(POLICY, {username, groups, object, oldObject});

const changed = (change: (made: Node) => void, name = 'w1'): Node => {
  const made = node(name);
  change(made);
  return made;
};
const annotated = (annotations: Record<string, string> | undefined) =>
  changed(({metadata}) => {
    metadata.annotations = annotations;
    if (annotations === undefined) delete metadata.annotations;
  });
const {annotations: ANNOTATIONS} = node('w1').metadata as {annotations: Record<string, string>};
const withoutKeys = (each: Record<string, unknown>, key: string) =>
  Object.fromEntries(Object.entries(each).filter(([name]) => name !== key));

describe('flanneld may', () => {
  test.each<[string, Node]>([
    ['change nothing', node('w1')],
    ['change its annotations', annotated({...ANNOTATIONS, 'flannel.alpha.coreos.com/public-ip': '10.0.0.99'})],
    ['add one of its annotations', annotated({...ANNOTATIONS, 'flannel.alpha.coreos.com/backend-type': 'vxlan'})],
    ['remove one of its annotations', annotated({'quorate.dev/held': 'true'})],
    [
      'report that the network works',
      changed(({status}) => {
        status.conditions = [
          {type: 'NetworkUnavailable', status: 'False', reason: 'FlannelIsUp'},
          {type: 'Ready', status: 'True'},
        ];
      }),
    ],
  ])('%s', (_, object) => {
    expect(asked(object)).toBe('admitted');
  });

  test('set the first annotations and the first condition of a Node that has none', () => {
    const bare = {...node('w1'), metadata: {name: 'w1'}, status: {}} as unknown as Node;
    const object = {
      ...bare,
      metadata: {name: 'w1', annotations: {'flannel.alpha.coreos.com/public-ip': '10.0.0.21'}},
      status: {conditions: [{type: 'NetworkUnavailable', status: 'False'}]},
    } as unknown as Node;
    expect(asked(object, {oldObject: bare})).toBe('admitted');
    const noStatus = withoutKeys(bare, 'status') as unknown as Node;
    expect(asked(object, {oldObject: noStatus})).toBe('admitted');
    const bareSpec = withoutKeys(bare, 'spec') as unknown as Node;
    expect(asked(bareSpec, {oldObject: bareSpec})).toBe('admitted');
  });
});

describe('flanneld may not', () => {
  test.each<[string, Node, string]>([
    ['change annotations of others', annotated({...ANNOTATIONS, 'quorate.dev/held': 'false'}), 'annotations'],
    ['add an annotation of others', annotated({...ANNOTATIONS, 'example.com/a': 'b'}), 'annotations'],
    ['remove an annotation of others', annotated({'flannel.alpha.coreos.com/public-ip': '10.0.0.21'}), 'annotations'],
    ['remove all annotations', annotated(undefined), 'annotations'],
    [
      'add a label',
      changed(({metadata}) => {
        metadata.labels = {'kubernetes.io/hostname': 'w1', 'node-restriction.kubernetes.io/pci': 'true'};
      }),
      'labels',
    ],
    ['remove the labels', changed(({metadata}) => delete metadata.labels), 'labels'],
    [
      'give the Node an owner, with which it would be deleted',
      changed(({metadata}) => {
        metadata.ownerReferences = [{apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid: 'b'}];
      }),
      'owners',
    ],
    [
      'add a finalizer',
      changed(({metadata}) => {
        metadata.finalizers = ['example.com/keep'];
      }),
      'owners',
    ],
    [
      'remove a taint',
      changed(({spec}) => {
        spec.taints = [];
      }),
      'spec',
    ],
    [
      'change the addresses, at which kubelets are reached',
      changed(({status}) => {
        status.addresses = [{type: 'InternalIP', address: '10.0.0.66'}];
      }),
      'status',
    ],
    [
      'change the capacity',
      changed(({status}) => {
        status.capacity = {cpu: '200'};
      }),
      'status',
    ],
    [
      'change the port of the kubelet',
      changed(({status}) => {
        status.daemonEndpoints = {kubeletEndpoint: {Port: 666n}};
      }),
      'status',
    ],
    [
      'add a field of the status that this version does not know',
      changed(({status}) => {
        status.later = {a: 'b'};
      }),
      'status',
    ],
    ['remove a field of the status', changed(({status}) => delete status.addresses), 'status'],
    [
      'change another condition',
      changed(({status}) => {
        status.conditions = [
          {type: 'NetworkUnavailable', status: 'True'},
          {type: 'Ready', status: 'False'},
        ];
      }),
      'condition',
    ],
    [
      'remove another condition',
      changed(({status}) => {
        status.conditions = [{type: 'NetworkUnavailable', status: 'True'}];
      }),
      'condition',
    ],
  ])('%s', (_, object, part) => {
    expect(asked(object)).toEqual([expect.stringContaining(part)]);
  });

  test.each(['flannel:w2', 'flannel', 'flannel:', 'w1', 'flannel:w1.example', 'system:node:w1'])(
    'change the Node of another host: the user %s of the group',
    username => {
      expect(asked(node('w1'), {username})).toEqual([expect.stringContaining('its own')]);
    },
  );
});

test.each([
  ['a kubelet', {username: 'system:node:w1', groups: ['system:nodes', 'system:authenticated']}],
  ['the user that all flannelds shared', {username: 'flannel', groups: ['system:authenticated']}],
  ['a user without groups', {username: 'flannel:w1'}],
])('%s is not asked', (_, user) => {
  const object = changed(({spec}) => {
    spec.unschedulable = true;
  });
  expect(admission(POLICY, {...user, object, oldObject: node('w1')})).toBe('not asked');
});

test('the policy refuses what it cannot evaluate, and a binding enforces it', () => {
  expect(POLICY).toMatchObject({
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {resourceRules: [{operations: ['UPDATE'], resources: ['nodes', 'nodes/status']}]},
    },
  });
  expect(BINDING).toMatchObject({spec: {policyName: POLICY.metadata.name, validationActions: ['Deny']}});
  const {validations} = POLICY.spec as {validations: readonly {reason: string}[]};
  expect(new Set(validations.map(({reason}) => reason))).toEqual(new Set(['Forbidden']));
});
