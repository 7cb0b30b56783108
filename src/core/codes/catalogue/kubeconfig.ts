import {entries} from '../entry.js';

/** Kubeconfigs for people: what control planes send, and the files on this machine. */
export const KUBECONFIG = entries({
  'kubeconfig/missing': {
    level: 'error',
    title: 'No control plane has an admin kubeconfig',
    explanation:
      'Every control plane of the configuration was asked, and none has /etc/kubernetes/admin.conf. The cluster was not built yet, or the files were deleted.',
    remedy: '`quorate apply` builds the cluster, or writes the missing files of a running one.',
  },
  'kubeconfig/unexpected': {
    level: 'error',
    title: 'The admin kubeconfig of a control plane is not what quorate writes',
    explanation:
      'A kubeconfig can name programs that kubectl starts on your machine, and proxies that get its requests. So quorate takes nothing of /etc/kubernetes/admin.conf but one CA certificate, one client certificate of kubernetes-admin that this CA signed, and its key. The file on {host} has something else, which the message names, or these do not belong together. It was not used, and no other control plane was asked. Either the file was edited, or the host is compromised.',
    remedy:
      'Find out who changed /etc/kubernetes/admin.conf on {host}. If the host can be trusted, delete the file there; `quorate apply` issues it again.',
  },
  'kubeconfig/expired': {
    level: 'error',
    title: 'The admin kubeconfig has a certificate that is not valid now',
    explanation:
      'The client certificate in /etc/kubernetes/admin.conf, or the CA certificate there, has expired or is not valid yet, by the clock of this machine. The API server would refuse it. No other control plane has a valid one.',
    remedy:
      'Check the clock of this machine: `date -u`. `quorate apply` renews the certificates. For one person: `quorate kubeconfig --user NAME` signs a new certificate, if the CA is valid.',
  },
  'kubeconfig/unreadable': {
    level: 'error',
    title: 'The existing kubeconfig cannot be merged',
    explanation:
      'The first file of KUBECONFIG, or ~/.kube/config, is not a kubeconfig: it is not YAML, has no clusters, or has entries without a name. It was not changed.',
    remedy: 'Write the kubeconfig into another file: `quorate kubeconfig --out FILE`. Or repair the existing file.',
  },
  'kubeconfig/other-cluster': {
    level: 'error',
    title: 'The existing kubeconfig has another cluster with this name',
    explanation:
      'An entry for a cluster of the same name has another CA, or the name of the context or of the user is used for another cluster there. Merging would replace the access to that cluster. The file was not changed. Usual causes are two clusters with one metadata.name, and a cluster that was built again. If neither is the case, a control plane has sent a CA that is not that of the cluster.',
    remedy:
      'To keep both: `quorate kubeconfig --out FILE`. If the other cluster is gone: `quorate kubeconfig --merge --replace`.',
  },
  'kubeconfig/exists': {
    level: 'error',
    title: 'The file for the kubeconfig exists',
    explanation:
      'With --out a kubeconfig is written into a new file. One of this name exists, and may be the access to another cluster. It was not changed.',
    remedy: 'Name another file, or add --replace: `quorate kubeconfig --out FILE --replace`.',
  },
  'kubeconfig/unwritable': {
    level: 'error',
    title: 'The kubeconfig cannot be written',
    explanation:
      'The file of --out, or that of --merge (the first file of KUBECONFIG, or ~/.kube/config), cannot be written: the disk is full, the directory is not writable, or it is not a regular file. It is as it was before.',
    remedy: 'Free space, or write the kubeconfig into another file: `quorate kubeconfig --out FILE`.',
  },
  'usage/client-name': {
    level: 'error',
    title: 'A certificate for this user or group is not issued',
    explanation:
      'The certificate has the user as its common name and the groups as its organizations, of at most 64 characters each: letters, digits and ._@:/+-. Names that begin with system: belong to components of Kubernetes, those that begin with quorate: to groups of quorate. The group system:masters passes every authorization check, so that no RBAC rule could take away what its certificate may do. kubernetes-admin, kubernetes-super-admin, flannel and flannel:NODE are users of other certificates of the cluster. Nothing was contacted.',
    remedy:
      'Choose another name. For an administrator: `quorate kubeconfig --user NAME --group kubeadm:cluster-admins`, a group that RBAC binds to cluster-admin.',
  },
});
