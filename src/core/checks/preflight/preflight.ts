import type {Release} from '../../artifacts/bundle.js';
import type {DesiredCluster} from '../../model/desired.js';
import type {Finding} from '../../model/finding.js';
import type {HostName} from '../../model/names.js';
import type {HostFacts} from '../../model/observed.js';
import {subjectOf} from './check.js';
import {CLUSTER_CHECKS, HOST_CHECKS} from './table.js';

/**
 * All findings of the preflight checks: first those that compare hosts, then host by host. Codes are kubeadm's names.
 * @param desired restricted to the hosts that take part.
 * @param hosts those that could be read; others are not checked.
 */
export const preflight = (
  desired: DesiredCluster,
  hosts: ReadonlyMap<HostName, HostFacts>,
  context: {readonly newHosts: readonly HostName[]; readonly release: Release},
): readonly Finding[] => {
  const subjects = desired.hosts.flatMap(host => {
    const facts = hosts.get(host.name);
    return facts === undefined ? [] : [subjectOf(host, facts, desired, context)];
  });
  return [
    ...CLUSTER_CHECKS.flatMap(check => check.evaluate(subjects)),
    ...subjects.flatMap(subject =>
      HOST_CHECKS.filter(check => subject.isNew || !check.newHostsOnly).flatMap(check => check.evaluate(subject)),
    ),
  ];
};
