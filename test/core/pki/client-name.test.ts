import {expect, test} from 'vitest';
import {clientNameProblem} from '../../../src/core/pki/client-name.js';

const KINDS = ['user', 'group'] as const;

test.each(['anna', 'anna@example.com', 'oidc:anna', 'team/dev', 'a', 'A-1_b.c+d', 'a'.repeat(64)])(
  'a user and a group may be named %s',
  name => {
    expect(KINDS.map(kind => clientNameProblem(kind, name))).toEqual([undefined, undefined]);
  },
);

test.each([
  '',
  'a'.repeat(65),
  'system:masters',
  'system:admin',
  'System:masters',
  'system:node:cp1',
  'system:nodes',
  'quorate:flannel',
  'Quorate:flannel',
  'a b',
  '-a',
  'a-',
  '.a',
  'a\nb',
  'a\u0000',
  'änne',
  'a,O=system:masters',
  '"a"',
  '$(id)',
])('neither a user nor a group may be named %j', name => {
  expect(KINDS.map(kind => clientNameProblem(kind, name) === undefined)).toEqual([false, false]);
});

test('users of other certificates of the cluster are not issued again; the group of administrators is', () => {
  const users = ['kubernetes-admin', 'kubernetes-super-admin', 'flannel', 'flannel:w1'];
  expect(users.filter(name => clientNameProblem('user', name) === undefined)).toEqual([]);
  expect(clientNameProblem('group', 'kubeadm:cluster-admins')).toBeUndefined();
});
