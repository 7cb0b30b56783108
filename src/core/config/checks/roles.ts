import type {ConfigIssue} from '../problem.js';
import {type Check, type DraftHost, HOSTS, having, hostsOf} from './check.js';

export const roles: Check = function* (draft) {
  if (having(draft, 'control-plane')?.length === 0) {
    yield {
      code: 'config/no-control-plane',
      path: HOSTS,
      at: 'key',
      message: 'no host has the role control-plane',
      suggestion: 'give one host (or three, for high availability) roles: [control-plane]',
    };
  }
  for (const {host, path, title} of hostsOf(draft)) {
    const twice =
      host.roles?.findIndex((role, index) => role !== undefined && host.roles?.indexOf(role) !== index) ?? -1;
    if (twice < 0) continue;
    yield {
      code: 'config/duplicate-role',
      path: [...path, 'roles', twice],
      message: `duplicate role ${host.roles?.[twice]} on ${title}`,
    };
  }
};

/** The topology decides which hosts have etcd members, and the roles must agree with it. */
export const etcdHosts: Check = function* (draft) {
  const topology = draft.spec?.topology;
  const etcd = hostsOf(draft).filter(({host}) => host.roles?.includes('etcd'));
  if (topology === 'stacked') yield* etcd.map(stackedWithEtcd);
  if (topology !== 'external') return;
  if (having(draft, 'etcd')?.length === 0 && draft.spec?.etcd && draft.spec.etcd.endpoints === undefined) {
    yield {
      code: 'config/no-etcd-hosts',
      path: ['spec', 'topology'],
      message: 'topology: external requires etcd hosts, and no host has the role etcd',
      suggestion:
        'give three hosts roles: [etcd]; or list the endpoints of an unmanaged etcd in spec.etcd.endpoints; or set topology: stacked to run etcd on the control planes',
    };
  }
  for (const {host, path, title} of etcd) {
    const others = host.roles?.filter(role => role !== undefined && role !== 'etcd') ?? [];
    if (others.length === 0) continue;
    yield {
      code: 'config/etcd-not-alone',
      path: [...path, 'roles'],
      message: `${title} cannot be ${others.join(' and ')} and etcd: with topology: external, etcd hosts have no other role`,
      suggestion:
        'use another host; or set topology: stacked and delete the role etcd to run etcd on the control planes',
    };
  }
};

const stackedWithEtcd = ({host, path, title}: DraftHost): ConfigIssue => ({
  code: 'config/etcd-role-in-stacked',
  path: [...path, 'roles', host.roles?.indexOf('etcd') ?? 0],
  message: `${title} has the role etcd, but with topology: stacked every control plane has an etcd member`,
  suggestion: 'delete the role, or set topology: external to run etcd on dedicated hosts',
});
