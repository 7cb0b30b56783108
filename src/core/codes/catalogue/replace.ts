import {entries} from '../entry.js';

/** What `quorate replace` refuses, and what it says at its end. */
export const REPLACE = entries({
  'replace/unknown-host': {
    level: 'error',
    title: 'The host to replace is not in the configuration',
    explanation:
      'The new host takes the entry of the old one: its roles, labels, taints and SSH settings. Neither host is in the configuration.',
    remedy: 'Check the names. Or add the new host to spec.hosts, then run the same command again.',
  },
  'replace/no-cluster': {
    level: 'error',
    title: 'There is no cluster in which a host can be replaced',
    explanation: 'etcd was not bootstrapped: no host has a member, or the bootstrap is unfinished.',
    remedy: 'Edit the host in the configuration, then build the cluster: `quorate apply`.',
  },
  'replace/old-responds': {
    level: 'error',
    title: 'The host to replace answers the other members of etcd',
    explanation:
      'quorate cannot log in to the host, but its etcd member answers the other members: it is running, and its vote and its pods count. An unreachable host is replaced only when the cluster cannot reach it either.',
    remedy: 'Make {host} reachable, or power it off. Then run the same command again.',
  },
  'replace/few-members': {
    level: 'error',
    title: 'The replacement has a phase in which etcd tolerates no failure',
    explanation:
      'etcd has one or two voters. While the new member joins and the old one leaves, each voter is needed: if one stops, etcd accepts no writes until it is back. With one voter, API servers that use only this member stop for some seconds as well.',
    remedy: 'Take a snapshot first, and accept it: the same command with `--accept-downtime`.',
  },
  'replace/too-many-voters': {
    level: 'error',
    title: 'etcd cannot take the new member before the old one is removed',
    explanation:
      'The old member is healthy, so the new one joins first. etcd supports at most seven voting members, and has as many.',
    remedy:
      'Remove the old host first: `quorate remove {host} --accept-reduced-tolerance`. Then run the same command again.',
  },
  'replace/nothing-lost': {
    level: 'warning',
    title: 'The host is the machine that the cluster knows',
    explanation:
      'A replacement with the same name is for a new machine. The machine that answers is the one that joined, and its etcd member has its data. Nothing was removed.',
    remedy:
      'Nothing to do. To build {host} again on the same machine: `quorate remove {host}`, then `quorate join {host}`.',
  },
  'replace/machine-untouched': {
    level: 'warning',
    title: 'The machine of the replaced host was not changed',
    explanation:
      'The host could not be reached, so nothing was done on it. If its machine starts again with its disks, it still has its old data and keys.',
    remedy: 'Wipe the disks of {host} before it starts again.',
  },
  'replace/endpoint-is-old': {
    level: 'warning',
    title: 'The API endpoint is still the address of the replaced host',
    explanation:
      'spec.endpoint.host is the address of the host that was replaced. kubeconfigs of users name it, and no API server answers there. Nodes are not affected: they have load balancers of their own.',
    remedy: 'Set spec.endpoint.host to an address that answers, then `quorate apply`.',
  },
});
