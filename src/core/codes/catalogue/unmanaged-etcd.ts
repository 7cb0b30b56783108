import {entries} from '../entry.js';

/** Of an etcd that somebody else runs: nothing is changed there from here. */
export const STORE = entries({
  'etcd/unmanaged-no-quorum': {
    level: 'error',
    title: 'The etcd that somebody else runs serves no read',
    explanation:
      'Its endpoints answer, and none of them finds a majority: nothing is written, and no API server of this cluster is ready. What runs goes on running; nothing is scheduled, healed or changed. As soon as that etcd is quorate again, the API servers go on by themselves.',
    remedy: 'ask those who run that etcd to bring it back to quorum',
  },
  'etcd/unmanaged-unreachable': {
    level: 'error',
    title: 'An endpoint of etcd does not serve',
    explanation:
      'A control plane gets no use of this endpoint: nothing answers there, what answers is no etcd, or it is a member without its majority. The API servers go on with the other endpoints, as long as there are some.',
    remedy:
      'ask those who run that etcd; every control plane must reach its client port, and its SSH server must forward to it (AllowTcpForwarding yes)',
  },
  'etcd/unmanaged-tls': {
    level: 'error',
    title: 'An endpoint of etcd and its clients do not trust each other',
    explanation:
      'The certificate of the endpoint is not of the authority in spec.etcd.caFile, or the endpoint does not take the client certificate in spec.etcd.certFile, or these files will not do by themselves. API servers use the same files: they cannot connect either once they are started anew.',
    remedy: 'put spec.etcd.caFile, certFile and keyFile right, then quorate apply',
  },
  'etcd/unmanaged-split': {
    level: 'error',
    title: 'The endpoints belong to more than one etcd cluster',
    explanation:
      'API servers that use different clusters show different truths, and what is written to one is not in the other.',
    remedy: 'name only endpoints of one etcd cluster in spec.etcd.endpoints, then quorate apply',
  },
  'etcd/unmanaged-too-old': {
    level: 'error',
    title: 'The etcd that somebody else runs is too old',
    explanation: 'Kubernetes relies on what etcd does since that version.',
    remedy: 'ask those who run that etcd for an upgrade, one member after another',
  },
  'etcd/client-expiring': {
    level: 'warning',
    title: 'The client certificate for etcd ends within thirty days',
    explanation:
      'With this certificate, which the operator brought, control planes are clients of an etcd that somebody else runs. It cannot be renewed from here. Once it has expired no API server reaches its data.',
    remedy:
      'ask those who run that etcd for a new client certificate, put it at spec.etcd.certFile with its key, then quorate apply',
  },
});
