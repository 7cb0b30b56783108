import {kinds} from './kind.js';

/** What starts and restarts without a change of version. */
export const START = kinds({
  'repair-etcd': {
    title: () => 'Repair etcd in place',
    order: 'parallel',
    does: 'While etcd serves nothing: renews its certificates, writes its unit and starts the members whose data is there.',
    when: 'always',
  },
  'await-etcd': {
    title: () => 'Wait for etcd',
    order: 'serial',
    does: 'Waits until the repaired etcd has a leader; then everything else is planned.',
    when: 'always',
  },
  'start-members': {
    title: host => `Start etcd on ${host}`,
    order: 'serial',
    does: 'Starts a member that is down, one at a time, before any other member is touched.',
    when: 'always',
  },
  'add-learner': {
    title: host => `Add ${host} to etcd as a learner`,
    order: 'serial',
    does: 'Adds a new member without a vote, starts it and waits until it has the data.',
    when: 'growth',
  },
  promote: {
    title: host => `Promote ${host} to etcd voting member`,
    order: 'serial',
    does: 'Promotes the learner to a voter and records its membership.',
    when: 'growth',
  },
  'restart-members': {
    title: host => `Restart etcd on ${host}`,
    order: 'serial',
    does: 'Writes what changed for a member and restarts it, one at a time and the leader last, if quorum is kept.',
    when: 'always',
  },
  'control-plane': {
    title: host => `Run the control plane on ${host}`,
    order: 'serial',
    does: 'Writes what changed for a running control plane and restarts it, one host at a time, until its API server is ready.',
    when: 'always',
  },
  'start-services': {
    title: () => 'Start the services',
    order: 'parallel',
    does: 'Starts all other units and imports images; systemd restarts a unit until what it needs is there.',
    when: 'always',
  },
  'restart-node': {
    title: host => `Restart the node services on ${host}`,
    order: 'serial',
    does: 'Writes what changed for kubelet, containerd, kube-proxy, flanneld and haproxy, restarts them and waits until the node is Ready: one host alone, then a tenth of the nodes at a time.',
    when: 'always',
  },
  'bootstrap-etcd': {
    title: () => 'Bootstrap etcd',
    order: 'serial',
    does: 'Waits until a new etcd has a leader, then records the membership of its members.',
    when: 'always',
  },
  'record-membership': {
    title: () => 'Record etcd membership',
    order: 'serial',
    does: 'Records the membership of voters of a running etcd where it is missing.',
    when: 'always',
  },
  'await-api': {
    title: () => 'Wait for API servers to become ready',
    order: 'serial',
    does: 'Waits for every API server that was started or whose etcd member was restarted.',
    when: 'always',
  },
  'record-bootstrapped': {
    title: () => 'Record that the cluster is bootstrapped',
    order: 'parallel',
    does: 'Records on every host that the cluster has data: from then on it is not bootstrapped again.',
    when: 'always',
  },
  'start-nodes': {
    title: () => 'Start the node services',
    order: 'parallel',
    does: 'In a new cluster: starts kubelet, kube-proxy and flanneld on all hosts once the API serves, because each waits longer after every failed attempt.',
    when: 'always',
  },
});
