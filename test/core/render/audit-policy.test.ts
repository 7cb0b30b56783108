import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {AUDIT_POLICY} from '../../../src/core/render/paths.js';
import {type AuditedRequest, type AuditPolicy, auditLevel} from '../../support/audit-level.js';
import {fileOf, rendered} from '../../support/rendering.js';

const POLICY = parse(fileOf(rendered('cp1'), AUDIT_POLICY)) as AuditPolicy;

type User = Pick<AuditedRequest, 'user' | 'groups'>;

const serviceAccount = (namespace: string, name: string): User => ({
  user: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
});

const USERS = {
  administrator: {user: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated']},
  'super administrator': {user: 'kubernetes-super-admin', groups: ['system:masters', 'system:authenticated']},
  'service account of kube-system': serviceAccount('kube-system', 'csi-driver'),
  'service account of an application': serviceAccount('shop', 'cart'),
  kubelet: {user: 'system:node:w1', groups: ['system:nodes', 'system:authenticated']},
  'API server': {user: 'system:apiserver', groups: ['system:masters', 'system:authenticated']},
  'controller manager': {user: 'system:kube-controller-manager', groups: ['system:authenticated']},
  scheduler: {user: 'system:kube-scheduler', groups: ['system:authenticated']},
  'kube-proxy': {user: 'system:kube-proxy', groups: ['system:node-proxier', 'system:authenticated']},
  flannel: {user: 'flannel:w1', groups: ['quorate:flannel', 'system:authenticated']},
  anonymous: {user: 'system:anonymous', groups: ['system:unauthenticated']},
} satisfies Record<string, User>;

const MACHINES = ['API server', 'controller manager', 'scheduler', 'kube-proxy'] as const;

const level = (who: User, request: Omit<AuditedRequest, 'user' | 'groups'>) => auditLevel(POLICY, {...who, ...request});

const CONNECTIONS = [
  'pods/exec',
  'pods/attach',
  'pods/portforward',
  'pods/proxy',
  'pods/ephemeralcontainers',
  'services/proxy',
  'nodes/proxy',
];

describe.each(Object.entries(USERS))('of the requests by: %s', (_, who) => {
  // kubectl opens connections with GET; the other verbs are what proxies pass on.
  test.each(CONNECTIONS)('%s is logged with every verb, in every namespace', resource => {
    for (const verb of ['get', 'create', 'update', 'patch', 'delete', 'list', 'watch', 'deletecollection'])
      for (const namespace of ['default', 'kube-system'])
        expect([verb, level(who, {verb, resource, namespace})]).toEqual([verb, 'Request']);
  });

  test('deleting a lease or an event is logged', () => {
    expect(level(who, {verb: 'delete', resource: 'leases', group: 'coordination.k8s.io'})).toBe('Request');
    expect(level(who, {verb: 'delete', resource: 'events'})).toBe('Request');
    expect(level(who, {verb: 'deletecollection', resource: 'events', group: 'events.k8s.io'})).toBe('Request');
  });

  test('reading and writing secrets is logged without their contents', () => {
    for (const verb of ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'])
      expect(level(who, {verb, resource: 'secrets'})).toBe('Metadata');
    expect(level(who, {verb: 'create', resource: 'serviceaccounts/token'})).toBe('Metadata');
  });

  test('permissions that change are logged with the request', () => {
    for (const verb of ['create', 'update', 'patch', 'delete'])
      expect(level(who, {verb, resource: 'clusterrolebindings', group: 'rbac.authorization.k8s.io'})).toBe('Request');
  });
});

describe.each<[User, string, Omit<AuditedRequest, 'user' | 'groups'>]>([
  ...MACHINES.map((name): [User, string, Omit<AuditedRequest, 'user' | 'groups'>] => [
    USERS[name],
    'None',
    {verb: 'update', resource: 'leases', group: 'coordination.k8s.io'},
  ]),
  [USERS.flannel, 'None', {verb: 'watch', resource: 'nodes'}],
  [USERS.flannel, 'Metadata', {verb: 'patch', resource: 'nodes/status'}],
  [USERS.flannel, 'Metadata', {verb: 'update', resource: 'leases', group: 'coordination.k8s.io'}],
  [USERS.flannel, 'Metadata', {verb: 'list', resource: 'clusterroles', group: 'rbac.authorization.k8s.io'}],
  [USERS.flannel, 'Request', {verb: 'patch', resource: 'nodes'}],
  [USERS.kubelet, 'None', {verb: 'update', resource: 'leases', group: 'coordination.k8s.io'}],
  [USERS.kubelet, 'None', {verb: 'get', resource: 'pods'}],
  [USERS.kubelet, 'None', {verb: 'create', resource: 'events'}],
  [USERS.kubelet, 'Metadata', {verb: 'patch', resource: 'nodes/status'}],
  [USERS.kubelet, 'Request', {verb: 'create', resource: 'pods'}],
  [USERS['service account of kube-system'], 'None', {verb: 'watch', resource: 'pods'}],
  [
    USERS['service account of kube-system'],
    'Metadata',
    {verb: 'update', resource: 'leases', group: 'coordination.k8s.io'},
  ],
  [
    USERS['service account of kube-system'],
    'Metadata',
    {verb: 'list', resource: 'rolebindings', group: 'rbac.authorization.k8s.io'},
  ],
  [USERS['service account of an application'], 'Metadata', {verb: 'list', resource: 'pods'}],
  [USERS['service account of an application'], 'Metadata', {verb: 'create', resource: 'events'}],
  [USERS.administrator, 'Metadata', {verb: 'update', resource: 'leases', group: 'coordination.k8s.io'}],
  [USERS.administrator, 'Metadata', {verb: 'get', resource: 'pods'}],
  [USERS.administrator, 'Request', {verb: 'delete', resource: 'pods'}],
  [USERS['API server'], 'None', {verb: 'watch', resource: 'clusterroles', group: 'rbac.authorization.k8s.io'}],
  [USERS.anonymous, 'None', {verb: 'get', path: '/readyz'}],
  [USERS.administrator, 'Metadata', {verb: 'get', path: '/logs/'}],
])('a request of %j', (who, expected, request) => {
  test(`has the level ${expected}: ${JSON.stringify(request)}`, () => {
    expect(level(who, request)).toBe(expected);
  });
});

test('no rule that hides requests comes before the one for connections into pods and nodes', () => {
  const [first] = POLICY.rules;
  expect(first).toEqual({level: 'Request', resources: [{group: '', resources: CONNECTIONS}]});
});
