import {ARTIFACTS} from './catalogue/artifacts.js';
import {BACKUP, BACKUP_REFUSALS} from './catalogue/backup.js';
import {CA_HOME_FAILURES, CA_HOME_REFUSALS} from './catalogue/ca-home.js';
import {CONFIG_COMPONENTS} from './catalogue/config-components.js';
import {CONFIG_FORMAT} from './catalogue/config-format.js';
import {CONFIG_HOSTS} from './catalogue/config-hosts.js';
import {CONFIG_NETWORKS} from './catalogue/config-networks.js';
import {DOWNLOADS} from './catalogue/downloads.js';
import {ETCD_FAILURES} from './catalogue/etcd-failures.js';
import {ETCD_MAINTENANCE} from './catalogue/etcd-maintenance.js';
import {ETCD_RESTORE} from './catalogue/etcd-restore.js';
import {ETCD_SNAPSHOTS} from './catalogue/etcd-snapshots.js';
import {HOST_DOWNLOADS} from './catalogue/host-downloads.js';
import {HOST_FAILURES} from './catalogue/host-failures.js';
import {INTERNAL} from './catalogue/internal.js';
import {KUBE_FAILURES} from './catalogue/kube-failures.js';
import {KUBECONFIG} from './catalogue/kubeconfig.js';
import {LAB} from './catalogue/lab.js';
import {LOCK} from './catalogue/lock.js';
import {PKI_FAILURES} from './catalogue/pki-failures.js';
import {PREFLIGHT} from './catalogue/preflight.js';
import {PREFLIGHT_NETWORKS} from './catalogue/preflight-networks.js';
import {QUORUM} from './catalogue/quorum.js';
import {COMMAND_REFUSALS} from './catalogue/refusals.js';
import {REPLACE} from './catalogue/replace.js';
import {ROTATION_FAILURES, ROTATION_REFUSALS} from './catalogue/rotation.js';
import {RUN} from './catalogue/run.js';
import {SIGNATURES} from './catalogue/signatures.js';
import {SSH} from './catalogue/ssh.js';
import {UPGRADE_SKEW} from './catalogue/upgrade-skew.js';
import {UPGRADE_STATE} from './catalogue/upgrade-state.js';
import {USAGE} from './catalogue/usage.js';
import {FINDINGS} from './findings.js';

/** Every code by its kind. A code is in one table only. */
export const TABLES = {
  finding: FINDINGS,
  refusal: {
    ...COMMAND_REFUSALS,
    ...REPLACE,
    ...UPGRADE_STATE,
    ...UPGRADE_SKEW,
    ...QUORUM,
    ...ETCD_RESTORE,
    ...BACKUP_REFUSALS,
    ...ROTATION_REFUSALS,
    ...CA_HOME_REFUSALS,
  },
  preflight: {...PREFLIGHT, ...PREFLIGHT_NETWORKS},
  config: {...CONFIG_FORMAT, ...CONFIG_HOSTS, ...CONFIG_NETWORKS, ...CONFIG_COMPONENTS},
  failure: {
    ...CA_HOME_FAILURES,
    ...USAGE,
    ...KUBECONFIG,
    ...RUN,
    ...SSH,
    ...HOST_FAILURES,
    ...HOST_DOWNLOADS,
    ...LOCK,
    ...ETCD_FAILURES,
    ...ETCD_MAINTENANCE,
    ...ETCD_SNAPSHOTS,
    ...BACKUP,
    ...KUBE_FAILURES,
    ...PKI_FAILURES,
    ...ROTATION_FAILURES,
    ...ARTIFACTS,
    ...DOWNLOADS,
    ...SIGNATURES,
    ...LAB,
    ...INTERNAL,
  },
};

export type Kind = keyof typeof TABLES;

export const CATALOGUE = {
  ...TABLES.finding,
  ...TABLES.refusal,
  ...TABLES.preflight,
  ...TABLES.config,
  ...TABLES.failure,
};
