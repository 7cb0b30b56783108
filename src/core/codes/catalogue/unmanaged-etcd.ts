import {entries} from '../entry.js';

/** quorate changes nothing in an unmanaged etcd: its operators have to. */
export const UNMANAGED_ETCD = entries({
  'etcd/unmanaged-no-quorum': {
    level: 'error',
    title: 'Unmanaged etcd has no quorum',
    explanation:
      'Its endpoints answer, but none of them serves a read: writes are blocked, and no API server of this cluster is ready. Running containers keep running; nothing is scheduled, rescheduled or changed. The API servers recover without a restart when that etcd has quorum again.',
    remedy: 'contact the operators of that etcd cluster to restore quorum',
  },
  'etcd/unmanaged-unreachable': {
    level: 'error',
    title: 'Endpoint of unmanaged etcd does not serve',
    explanation:
      'A control plane cannot use this endpoint: it is unreachable, it is not etcd, or it is a member without quorum. The API servers use the other endpoints, as long as there are any.',
    remedy:
      'contact the operators of that etcd cluster; every control plane must reach the client port, and its SSH server must forward connections to it: set `AllowTcpForwarding yes` and `PermitOpen any`, then reload the SSH server (`systemctl reload ssh` or `systemctl reload sshd`)',
  },
  'etcd/unmanaged-tls': {
    level: 'error',
    title: 'TLS between unmanaged etcd and its clients fails',
    explanation:
      'The certificate of the endpoint is not signed by the CA in spec.etcd.caFile, or the endpoint rejects the client certificate in spec.etcd.certFile, or one of these files is unusable. API servers use the same files: they cannot connect after their next start.',
    remedy: 'correct the files of spec.etcd.caFile, spec.etcd.certFile and spec.etcd.keyFile, then: `quorate apply`',
  },
  'etcd/unmanaged-split': {
    level: 'error',
    title: 'Endpoints belong to more than one etcd cluster',
    explanation:
      'API servers that use different etcd clusters show different objects, and what is written to one is not in the other.',
    remedy: 'list only endpoints of one etcd cluster in spec.etcd.endpoints, then: `quorate apply`',
  },
  'etcd/unmanaged-too-old': {
    level: 'error',
    title: 'Unmanaged etcd is too old',
    explanation: 'Kubernetes needs features of etcd that this version does not have.',
    remedy: 'ask the operators of that etcd cluster to upgrade it, one member at a time',
  },
  'etcd/client-expiring': {
    level: 'warning',
    title: 'Client certificate for unmanaged etcd expires soon',
    explanation:
      'Control planes use this certificate to connect to the unmanaged etcd. It is in the last third of its validity, and expires within 60 days. Its operators issued it, so quorate cannot renew it. When it has expired, no API server reaches its data.',
    remedy:
      'get a new client certificate from the operators of that etcd cluster, write it and its key to the files of spec.etcd.certFile and spec.etcd.keyFile, then: `quorate apply`',
  },
});
