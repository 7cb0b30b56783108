import {kinds} from './kind.js';

/** Before anything restarts. */
export const PREPARE = kinds({
  'await-unreachable': {
    title: host => `Verify that ${host} is unreachable from the cluster`,
    order: 'serial',
    does: 'For a host that is given as lost: waits until neither etcd nor the API has contact with it.',
    when: 'removal',
  },
  'prepare-successor': {
    title: host => `Prepare ${host}, and verify that the lost host is unreachable from the cluster`,
    order: 'parallel',
    does: 'For a replacement: the same, while the new host gets its packages, binaries, images and files.',
    when: 'removal',
  },
  'delete-old-node': {
    title: host => `Delete the Node of the old machine of ${host}`,
    order: 'serial',
    does: 'For a new machine with the name of a lost one: deletes the Node object before anything is done on the machine.',
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
  'try-flags': {
    title: () => 'Try the new flags of etcd',
    order: 'parallel',
    does: 'Starts etcd with its new flags on an empty data directory, while the members run with the old ones.',
    when: 'always',
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
  'cluster-access': {
    title: () => 'Permit the services of nodes what they need',
    order: 'serial',
    does: 'In a running cluster: applies roles, bindings and admission policies before a service has a certificate that needs them.',
    when: 'always',
  },
  configure: {
    title: () => 'Configure the hosts',
    order: 'parallel',
    does: 'Writes configuration, certificates, kubeconfigs, units and links, and sets up the kernel.',
    when: 'always',
  },
});
