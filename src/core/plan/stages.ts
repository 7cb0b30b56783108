import type {Action} from '../actions/action.js';
import type {Stage} from './stage.js';

/** One row of the table of stages. */
export interface StageKind {
  /** What the stage is about: a host, and the version it goes to. */
  title(host: string, version: string): string;
  readonly order: Stage['order'];
  /** In one sentence. */
  readonly does: string;
  /** always: whenever it has something left to do. The others only when hosts are removed, added to etcd or upgraded. */
  readonly when: 'always' | 'growth' | 'removal' | 'upgrade';
}

/**
 * Every stage that a plan can have, in the order of a plan. A plan leaves out the stages that have nothing to do.
 * Stages with a host in their title occur once a host: neighbouring rows of growth and of removal host by host, those
 * of upgrade row by row, and in reverse order when versions go back.
 */
export const STAGES = {
  'await-unreachable': {
    title: host => `Verify that ${host} is unreachable from the cluster`,
    order: 'serial',
    does: 'For a host that is given as lost: waits until neither etcd nor the API has contact with it.',
    when: 'removal',
  },
  'remove-unhealthy-member': {
    title: host => `Remove ${host} from etcd`,
    order: 'serial',
    does: 'Removes a member that is down, or a learner, before anything else: it blocks other changes of membership.',
    when: 'removal',
  },
  'install-packages': {
    title: () => 'Install packages of the operating system',
    order: 'parallel',
    does: 'Installs the packages that a role needs and that a host lacks, with apt-get, dnf or zypper.',
    when: 'always',
  },
  install: {
    title: () => 'Install binaries and images',
    order: 'parallel',
    does: 'Each host downloads the binaries and images that it lacks, or quorate uploads them: on all hosts that are not members of a running etcd.',
    when: 'always',
  },
  'install-on-members': {
    title: () => 'Install on the etcd hosts, one at a time',
    order: 'serial',
    does: 'The same on the members of a running etcd, one by one, because an upload or a download delays their disk writes.',
    when: 'always',
  },
  'verify-binaries': {
    title: () => 'Verify the new binaries on each host',
    order: 'parallel',
    does: 'Runs each new binary with --version and smoke-tests etcd, while the old versions still run.',
    when: 'upgrade',
  },
  snapshot: {
    title: () => 'Take an etcd snapshot',
    order: 'serial',
    does: 'Takes a snapshot, verifies it with etcdutl and stores it where quorate runs.',
    when: 'upgrade',
  },
  'distribute-secrets': {
    title: () => 'Distribute CA certificates and shared keys',
    order: 'parallel',
    does: 'Writes the CAs, the service account keys and the encryption key to every control plane.',
    when: 'always',
  },
  'record-identity': {
    title: () => 'Record the identity of the cluster',
    order: 'parallel',
    does: 'Records on control planes and etcd hosts which cluster and which host they are.',
    when: 'always',
  },
  configure: {
    title: () => 'Configure the hosts',
    order: 'parallel',
    does: 'Writes configuration, certificates, kubeconfigs, units and links, and sets up the kernel.',
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
    does: 'Restarts a member whose configuration changed, one at a time and the leader last, if quorum is kept.',
    when: 'always',
  },
  'control-plane': {
    title: host => `Run the control plane on ${host}`,
    order: 'serial',
    does: 'Restarts what changed on a running control plane, one host at a time, and waits for its API server.',
    when: 'always',
  },
  'start-services': {
    title: () => 'Start the services',
    order: 'parallel',
    does: 'Starts all other units and imports images; systemd restarts a unit until what it needs is there.',
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
  'upgrade-etcd': {
    title: (host, version) => `Upgrade etcd on ${host} to ${version}`,
    order: 'serial',
    does: 'Transfers leadership, restarts the member with the new version and waits until it has caught up.',
    when: 'upgrade',
  },
  'upgrade-api-server': {
    title: (host, version) => `Upgrade the API server on ${host} to ${version}`,
    order: 'serial',
    does: 'Restarts the API server with the new version and waits until it is ready.',
    when: 'upgrade',
  },
  'upgrade-controllers': {
    title: (host, version) => `Upgrade the controllers on ${host} to ${version}`,
    order: 'serial',
    does: 'Restarts the controller manager and the scheduler with the new version.',
    when: 'upgrade',
  },
  'upgrade-node': {
    title: (host, version) => `Upgrade node ${host} to ${version}`,
    order: 'serial',
    does: 'Drains a worker, upgrades kubelet, kube-proxy and the runtime, waits until it is Ready, and uncordons it.',
    when: 'upgrade',
  },
  'reload-balancers': {
    title: () => 'Reload load balancers',
    order: 'parallel',
    does: 'Reloads load balancers whose list of API servers changed.',
    when: 'always',
  },
  'start-keepalived': {
    title: () => 'Start keepalived on the control planes',
    order: 'serial',
    does: 'Starts what assigns the virtual IP to a control plane, when its API server is ready and its peers know it.',
    when: 'always',
  },
  'cluster-services': {
    title: () => 'Install cluster services',
    order: 'serial',
    does: 'Applies CoreDNS, RBAC and ConfigMaps.',
    when: 'always',
  },
  'await-nodes': {
    title: () => 'Wait for nodes to become ready',
    order: 'serial',
    does: 'Waits until every node is Ready, and sets its labels.',
    when: 'always',
  },
  uncordon: {
    title: () => 'Uncordon nodes',
    order: 'serial',
    does: 'Uncordons nodes that an interrupted run left cordoned.',
    when: 'always',
  },
  drain: {
    title: host => `Drain ${host}`,
    order: 'serial',
    does: 'Cordons the node and evicts its pods within their disruption budgets.',
    when: 'removal',
  },
  'remove-member': {
    title: host => `Remove ${host} from etcd`,
    order: 'serial',
    does: 'Transfers leadership and removes the member, if the others keep quorum.',
    when: 'removal',
  },
  reset: {
    title: host => `Reset ${host}`,
    order: 'serial',
    does: 'Stops the services of the host and deletes the files and data that quorate installed.',
    when: 'removal',
  },
  'delete-node': {
    title: host => `Delete node ${host}`,
    order: 'serial',
    does: 'Deletes the Node object.',
    when: 'removal',
  },
  'await-network': {
    title: () => 'Wait for the pod network and cluster DNS',
    order: 'serial',
    does: 'Waits until the pod network connects the nodes with each other, and cluster DNS answers on each of them.',
    when: 'always',
  },
} as const satisfies Readonly<Record<string, StageKind>>;

export type StageId = keyof typeof STAGES;

interface About {
  readonly host?: string;
  readonly version?: string;
}

/** With HOST and VERSION where no value is given. */
export const titleOf = (id: StageId, {host = 'HOST', version = 'VERSION'}: About = {}): string =>
  (STAGES[id] as StageKind).title(host, version);

export const stageOf = (id: StageId, actions: readonly Action[], about: About = {}): Stage => ({
  title: titleOf(id, about),
  order: STAGES[id].order,
  actions,
});
