import {entries} from '../entry.js';

/** Who a host is, and which cluster it belongs to. Every one of these but a missing identity stops a run as well. */
export const IDENTITY_ENTRIES = entries({
  'identity/other-cluster': {
    level: 'error',
    title: 'A host belongs to another cluster',
    explanation:
      'The identity recorded on the host (/etc/quorate/identity and /var/lib/quorate/identity) names another cluster than that of the configuration. quorate changes nothing as long as the configuration names such a host: it would take a node, or a member of etcd with its data, away from the other cluster.',
    remedy:
      'take {host} out of the configuration; or, if only the name of the cluster was edited, set metadata.name back to {cluster}; a machine leaves its cluster by quorate remove with the configuration of {cluster}, with the name that it has there; when that cluster is gone for good: quorate reset {host} --cluster-id {id}',
  },
  'identity/other-host': {
    level: 'error',
    title: 'A machine is another host than the configuration says',
    explanation:
      'The machine that answers for this host joined the cluster under another name: sshAddress or DNS leads to the wrong machine, two names or addresses were swapped, or the host was renamed in the configuration. A host is not renamed by editing: its node, its certificates and its etcd member carry the name.',
    remedy:
      'let {host} lead to its own machine, or set the name back to {actual}; a new name is given by quorate remove {actual}, then quorate join with the new name',
  },
  'identity/other-machine': {
    level: 'error',
    title: 'A host runs on another machine than the one that joined',
    explanation:
      'The machine id differs from the one that was recorded when the host joined. The disk or its content was copied to another machine, or the machine id was set anew. Two machines with one identity run the same pods twice and answer for the same member of etcd.',
    remedy:
      'make sure that only one machine is {host}; if it is this one, on {host}: rm /etc/quorate/identity /var/lib/quorate/identity, then quorate apply records it again',
  },
  'identity/unreadable': {
    level: 'error',
    title: 'The identity of a host contradicts itself',
    explanation:
      'One of the two files that hold the identity cannot be understood, or they name different clusters, hosts or machines; or the marker of its etcd member names a member that lives on another host. A disk or a backup of another host may be mounted there.',
    remedy:
      'on {host}: bring back the disk that belongs there; or remove each of {files} that is wrong or damaged, then quorate apply',
  },
  'identity/setting-changed': {
    level: 'error',
    title: 'A setting was edited that a running cluster keeps',
    explanation:
      'Topology, address ranges, DNS domain and name of a cluster are part of its certificates, Services, Nodes and data. Nothing changes them in a running cluster: an edit would leave half of it with the old value.',
    remedy: 'set {setting} back to {old}; nothing changes it in a running cluster, only a new cluster has another',
  },
  'identity/address-changed': {
    level: 'error',
    title: 'The address of a host was edited',
    explanation:
      'Certificates, the member list of etcd and the other hosts know this host by its address. It is not changed by editing, but by taking the host out of the cluster and adding it again.',
    remedy:
      'set the address of {host} back to {old}; to change it: quorate remove {host}, then edit the address, then quorate join {host}',
  },
  'identity/role-removed': {
    level: 'error',
    title: 'A role was taken from a host that still carries it',
    explanation:
      'The host runs parts of the cluster that the configuration no longer places there: an etcd member that still votes, a control plane with the keys of the cluster, a node. They are taken off by removing the host, with proof of quorum, and not by editing.',
    remedy:
      'give {host} the role back; to take it away: quorate remove {host}, then edit its roles, then quorate join {host}',
  },
  'identity/ca-differs': {
    level: 'error',
    title: 'A host holds a CA of another cluster',
    explanation:
      'Hosts of one cluster hold the same CA certificates and service account key. What one of them holds contradicts the others: it may belong to another cluster, or it was restored from a wrong backup. Nothing is signed or replaced before it is known which is right.',
    remedy:
      'if {host} belongs to another cluster, take it out of the configuration; if what the others hold is right, move {path} and the key beside it away on {host}, then quorate apply writes them again as the others have them',
  },
  'identity/missing': {
    level: 'warning',
    title: 'The identity of a host is not recorded',
    explanation:
      'The host joined before quorate recorded which cluster and which host it is. Until it is recorded, only its certificates tell it from a host of another cluster.',
    remedy: 'quorate apply',
  },
  'etcd/elsewhere': {
    level: 'error',
    title: 'The data of the cluster are lost or elsewhere',
    explanation:
      'There is no etcd where the configuration places it, and its hosts show that a cluster runs or has run on them. A new and empty etcd under running nodes would end everything that runs: quorate never starts one there.',
    remedy:
      'name the hosts that hold the data of etcd, by spec.topology, hosts and spec.etcd.endpoints; if the data are lost for good: quorate reset --all, then quorate apply builds a new cluster',
  },
  'etcd/member-lost': {
    level: 'error',
    title: 'A member of etcd has lost its data',
    explanation:
      'etcd lists a voting member on this host, and the host has no data of it: it is a fresh machine, or its disk was lost or is not mounted. An empty member must never start under the old vote, for it could help to lose acknowledged writes. A disk that is only not mounted is mounted again; otherwise the member is removed and the host joins anew.',
    remedy: '{remove}, then quorate apply',
  },
  'etcd/data-unknown': {
    level: 'error',
    title: 'A host holds data of an unknown member of etcd',
    explanation:
      'The host is to join etcd, and its data directory holds data that no marker proves to be of a former member. quorate deletes data only when it is proven that no member of the list owns it.',
    remedy:
      'on {host}: systemctl stop etcd.service, then move /var/lib/etcd/member, /var/lib/quorate/etcd-member and /etc/etcd/member away, then quorate apply',
  },
});
