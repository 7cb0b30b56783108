import type {DesiredCluster} from '../model/desired.js';
import type {HostName} from '../model/names.js';

/** What workers have if the configuration says nothing. */
const OF_WORKERS = 90;

type Subject = Pick<DesiredCluster, 'controlPlanes' | 'etcd' | 'pki'>;

/**
 * For how many days the certificates of a host are issued. No certificate can be revoked, and of all hosts it is workers
 * that run the pods of others, and that are removed most often.
 */
export const validityDaysOn = (host: HostName, {controlPlanes, etcd, pki}: Subject): number =>
  [...controlPlanes, ...etcd].some(each => each.host === host) ? pki.certValidityDays : workerValidityDays(pki);

/** Where only a run signs, nothing renews the certificate of a kubelet between two runs: it lives as long as the others. */
export const workerValidityDays = ({
  home,
  certValidityDays,
  workerCertValidityDays = home === 'hosts' ? Math.min(OF_WORKERS, certValidityDays) : certValidityDays,
}: DesiredCluster['pki']): number => workerCertValidityDays;
