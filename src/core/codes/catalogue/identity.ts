import {entries} from '../entry.js';

/** Who a host is, and which cluster it belongs to. Each of these except identity/missing also refuses a run. */
export const IDENTITY_ENTRIES = entries({
  'identity/other-cluster': {
    level: 'error',
    title: 'Host belongs to another cluster',
    explanation:
      'The identity recorded on the host (/etc/quorate/identity and /var/lib/quorate/identity) names another cluster than the configuration. quorate changes nothing while the configuration has such a host: it would take a node, or an etcd member with its data, from the other cluster.',
    remedy:
      'delete {host} from the configuration; or, if only the name of the cluster was edited, set metadata.name back to {cluster}. To move the machine, remove it with the configuration of {cluster}: `quorate remove HOST`; if that cluster is gone for good: `quorate reset {host} --cluster-id {id}`',
  },
  'identity/other-host': {
    level: 'error',
    title: 'Machine is another host of the cluster',
    explanation:
      'The machine that answers for this host joined the cluster under another name: sshAddress or DNS leads to the wrong machine, two names or addresses were swapped, or the host was renamed in the configuration. Editing does not rename a host: its Node, its certificates and its etcd member have the name.',
    remedy:
      'correct the address of {host}, or set the name back to {actual}. To rename it: `quorate remove {actual}`, edit the name, `quorate join NAME`',
  },
  'identity/other-machine': {
    level: 'error',
    title: 'Host is not the machine that joined',
    explanation:
      'The machine id differs from the one that was recorded when the host joined: the disk or its content was copied to another machine, or the machine id was regenerated. Two machines with one identity run the same pods twice and answer for the same etcd member.',
    remedy:
      'make sure that only one machine is {host}. If it is this one, on {host}: `rm /etc/quorate/identity /var/lib/quorate/identity`; then record the new id: `quorate apply`',
  },
  'identity/unreadable': {
    level: 'error',
    title: 'Identity of a host is unreadable or contradictory',
    explanation:
      'One of the two identity files cannot be parsed, or they name different clusters, hosts or machines; or the marker of the etcd member names a member that runs on another host. A disk or a backup of another host may be mounted there.',
    remedy:
      'on {host}: restore the disk that belongs there, or delete each of {files} that is wrong or damaged; then: `quorate apply`',
  },
  'identity/setting-changed': {
    level: 'error',
    title: 'Setting cannot be changed in a running cluster',
    explanation:
      'Topology, address ranges, DNS domain and name of a cluster are part of its certificates, Services, Nodes and data. quorate does not change them in a running cluster: part of it would keep the old value.',
    remedy: 'set {setting} back to {old}; another value needs a new cluster',
  },
  'identity/address-changed': {
    level: 'error',
    title: 'Address of a host was edited',
    explanation:
      'Certificates, the etcd member list and the other hosts have the address of this host. To change it, the host has to be removed and joined again.',
    remedy:
      'set the address of {host} back to {old}. To change it, then: `quorate remove {host}`, edit the address, `quorate join {host}`',
  },
  'identity/role-removed': {
    level: 'error',
    title: 'Role was deleted from a host that still has it',
    explanation:
      'The host runs components that the configuration no longer places there: an etcd member that is still a voter, a control plane with the keys of the cluster, or a node. Removing the host stops and deletes them, with proof of quorum; editing the configuration does not.',
    remedy:
      'restore the role of {host}. To drop it, then: `quorate remove {host}`, edit the roles, `quorate join {host}`',
  },
  'identity/ca-differs': {
    level: 'error',
    title: 'Host has a CA of another cluster',
    explanation:
      'Hosts of one cluster have the same CA certificates and service account key. Those of one host contradict the others: it may belong to another cluster, or it was restored from a wrong backup. Nothing is signed or replaced until it is known which is correct.',
    remedy:
      'if {host} belongs to another cluster, delete it from the configuration. If the other hosts are correct, on {host}: move {path} and its key away; then: `quorate apply` writes them again as the other hosts have them',
  },
  'identity/missing': {
    level: 'warning',
    title: 'Identity of a host is not recorded',
    explanation:
      'The host joined before quorate recorded identities. Until it is recorded, only its certificates distinguish it from a host of another cluster.',
    remedy: 'quorate apply',
  },
  'etcd/elsewhere': {
    level: 'error',
    title: 'etcd data is lost or on other hosts',
    explanation:
      'There is no etcd where the configuration has it, but its hosts show that a cluster runs or ran on them. A new, empty etcd would delete everything that runs on these nodes: quorate never starts one there.',
    remedy:
      'set spec.topology, spec.hosts and spec.etcd.endpoints such that they name the etcd that has the data. If the data is lost for good: `quorate reset --all`; then build a new cluster: `quorate apply`',
  },
  'backup/restore-interrupted': {
    level: 'error',
    title: 'The restore of a backup is not complete',
    explanation:
      'The cluster is being built again from a backup, and the command was interrupted. Until it is complete etcd does not start on these hosts: it would start without the data.',
    remedy: 'run the interrupted command again, with the same backup: `quorate restore BACKUP`',
  },
  'etcd/restore-interrupted': {
    level: 'error',
    title: 'The restore of etcd is not complete',
    explanation:
      'A restore from a snapshot, or the recovery of a lost quorum, was interrupted after it began to replace the data of the members. Until it is complete etcd does not start on these hosts: members with old and with new data must not run side by side. Nothing is lost: the old data is set aside.',
    remedy:
      'run the interrupted command again, with the same snapshot: `quorate etcd restore SNAPSHOT`; or `quorate etcd recover` if that was the command',
  },
  'etcd/member-lost': {
    level: 'error',
    title: 'etcd member has lost its data',
    explanation:
      'etcd lists a voter on this host, but the host has no data of it: it is a new machine, or its disk was lost or is not mounted. An empty member must never start as the old voter: acknowledged writes could be lost. If the disk is only not mounted, mount it. Otherwise the member is removed, and a new member of the host joins.',
    remedy: '`quorate replace {host} {host}`',
  },
  'etcd/data-unknown': {
    level: 'error',
    title: 'Host has data of an unknown etcd member',
    explanation:
      'The host is to join etcd, and no marker proves that the data in its data directory is of a removed member. quorate deletes data only when it is proven that no member of the member list owns it.',
    remedy:
      'on {host}: `systemctl stop etcd.service`, then move /var/lib/etcd/member, /var/lib/quorate/etcd-member and /etc/etcd/member away; then: `quorate apply`',
  },
});
