import {type Check, type DraftHost, HOSTS, having, hostsOf} from './check.js';

/** Who carries etcd follows from the topology; the roles must say the same. */
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
      message: `${title} has the role ${host.roles?.[twice]} twice`,
    };
  }
};

export const etcdHosts: Check = function* (draft) {
  const topology = draft.spec?.topology;
  const etcd = hostsOf(draft).filter(({host}) => host.roles?.includes('etcd'));
  if (topology === 'stacked') yield* etcd.map(stackedWithEtcd);
  if (topology !== 'external') return;
  if (having(draft, 'etcd')?.length === 0 && draft.spec?.etcd && draft.spec.etcd.endpoints === undefined) {
    yield {
      code: 'config/no-etcd-hosts',
      path: ['spec', 'topology'],
      message: 'the external topology needs hosts for etcd, and no host has the role etcd',
      suggestion:
        'give three hosts roles: [etcd]; or name etcd that somebody else runs in spec.etcd.endpoints; or set topology: stacked to run etcd on the control planes',
    };
  }
  for (const {host, path, title} of etcd) {
    const others = host.roles?.filter(role => role !== undefined && role !== 'etcd') ?? [];
    if (others.length === 0) continue;
    yield {
      code: 'config/etcd-not-alone',
      path: [...path, 'roles'],
      message: `${title} cannot be ${others.join(' and ')} beside etcd: in the external topology etcd hosts carry etcd and nothing else`,
      suggestion: 'use another host, or set topology: stacked to run etcd on the control planes',
    };
  }
};

const stackedWithEtcd = ({host, path, title}: DraftHost) => ({
  code: 'config/etcd-role-in-stacked',
  path: [...path, 'roles', host.roles?.indexOf('etcd') ?? 0],
  message: `${title} has the role etcd, but in the stacked topology each control plane carries an etcd member`,
  suggestion: 'leave the role out, or set topology: external to run etcd on hosts of its own',
});
