import type {DesiredCluster} from '../../model/desired.js';
import {PKI} from '../paths.js';
import type {RenderedFile} from '../types.js';

const ETCDCTL_ENV = '/etc/etcd/etcdctl.env';

/**
 * What etcdctl needs on an etcd host, as a file for a shell. No unit reads it: a change of members rewrites it on every
 * etcd host and restarts nothing. All members are listed, because any of them can be down, and a learner answers only
 * few requests. ETCDCTL_API is left out: 3 is the default since etcd 3.4, and etcd 3.6 warns about the variable.
 */
export const etcdctlEnv = ({etcd}: DesiredCluster): RenderedFile => ({
  path: ETCDCTL_ENV,
  // Its certificate is for root only, and so is the file.
  mode: '600',
  text: [
    `# For a shell of root on this host: ${etcdctl('member list')}`,
    `export ETCDCTL_ENDPOINTS=${etcd.map(({clientUrl}) => clientUrl).join(',')}`,
    `export ETCDCTL_CACERT=${PKI.etcdCa.cert}`,
    `export ETCDCTL_CERT=${PKI.etcdHealthcheckClient.cert}`,
    `export ETCDCTL_KEY=${PKI.etcdHealthcheckClient.key}`,
    '',
  ].join('\n'),
});

/** The command line that runs etcdctl in a shell of root on an etcd host. */
export const etcdctl = (args: string): string => `. ${ETCDCTL_ENV}; etcdctl ${args}`;
