import {kinds} from './kind.js';

/** What needs a running API, and removals. */
export const FINISH = kinds({
  'reload-balancers': {
    title: () => 'Reload load balancers',
    order: 'parallel',
    does: 'Writes the configuration of load balancers and keepalived that run, and reloads them.',
    when: 'always',
  },
  'start-keepalived': {
    title: () => 'Start keepalived on the control planes',
    order: 'serial',
    does: 'Starts what assigns the virtual IP to a control plane, when its API server is ready and its peers know it.',
    when: 'always',
  },
  'restart-keepalived': {
    title: host => `Restart keepalived on ${host}`,
    order: 'serial',
    does: 'Writes what changed for keepalived and restarts it, one host at a time.',
    when: 'always',
  },
  'remove-units': {
    title: () => 'Remove units that are no longer configured',
    order: 'parallel',
    does: 'Stops the timer of etcd snapshots where the configuration has no schedule any more, and deletes its files but no snapshot.',
    when: 'always',
  },
  'remove-ca-keys': {
    title: () => 'Delete CA keys that the operator has',
    order: 'parallel',
    does: 'Deletes the private keys of the CAs on hosts, where the operator has them in a directory.',
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
});
