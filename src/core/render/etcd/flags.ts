import type {DesiredMember} from '../../model/desired.js';
import type {Flags} from '../flags.js';
import {PKI} from '../paths.js';
import {CIPHER_SUITES} from '../tls.js';
import {isFrom} from '../unit-version.js';

export const ETCD_DATA = '/var/lib/etcd';

/** kubeadm's flags, with the names of the given version. The initial cluster is set in the environment. */
export const etcdFlags = ({host, peerUrl, clientUrl}: DesiredMember, version: string): Flags => ({
  name: host,
  'data-dir': ETCD_DATA,
  'listen-client-urls': `https://127.0.0.1:2379,${clientUrl}`,
  'advertise-client-urls': clientUrl,
  'listen-peer-urls': peerUrl,
  'initial-advertise-peer-urls': peerUrl,
  'listen-metrics-urls': 'http://127.0.0.1:2381',
  'client-cert-auth': 'true',
  'trusted-ca-file': PKI.etcdCa.cert,
  'cert-file': PKI.etcdServer.cert,
  'key-file': PKI.etcdServer.key,
  'peer-client-cert-auth': 'true',
  'peer-trusted-ca-file': PKI.etcdCa.cert,
  'peer-cert-file': PKI.etcdPeer.cert,
  'peer-key-file': PKI.etcdPeer.key,
  'tls-min-version': 'TLS1.2',
  'cipher-suites': CIPHER_SUITES.join(','),
  'snapshot-count': '10000',
  ...(isFrom('3.6', version) ? SINCE_3_6 : BEFORE_3_6),
});

/** Corruption checks, and the progress events that consistent reads from the cache of the API server need. */
const SINCE_3_6: Flags = {
  'feature-gates': 'InitialCorruptCheck=true,CompactHashCheck=true',
  'watch-progress-notify-interval': '5s',
};

const BEFORE_3_6: Flags = {
  'experimental-initial-corrupt-check': 'true',
  'experimental-compact-hash-check-enabled': 'true',
  'experimental-watch-progress-notify-interval': '5s',
};
