import type {ClusterId, Digest, EtcdId, HostName} from './names.js';

/**
 * What a host has recorded about itself. It is written to two files when the host joins, and compared with the
 * configuration before anything on the host changes.
 */
export interface HostIdentity {
  /** Random, generated when the cluster is built. */
  readonly cluster: ClusterId;
  readonly clusterName: string;
  readonly host: HostName;
  readonly address: string;
  /** Content of /etc/machine-id. */
  readonly machineId: string;
  /** SHA-256 of the certificate of the cluster CA (DER). */
  readonly ca: Digest;
  /** An API server of this cluster was ready once: since then the cluster has data. */
  readonly founded: boolean;
  /** Id of the unmanaged etcd in spec.etcd.endpoints. */
  readonly store?: EtcdId | undefined;
  /** By path in cluster.yaml, the settings that a running cluster keeps. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Beside the list of owned files. */
export const IDENTITY = '/var/lib/quorate/identity';
/** Outside /var, which may be another disk. */
export const IDENTITY_COPY = '/etc/quorate/identity';

/** Used for the id of a cluster whose hosts have recorded none. */
export const UNRECORDED = 'unrecorded';

/** `name=value` lines; a name with a dot is a setting. */
export const identityText = ({
  cluster,
  clusterName,
  host,
  address,
  machineId,
  ca,
  founded,
  store,
  settings,
}: HostIdentity) =>
  [
    `cluster=${cluster}`,
    `clusterName=${clusterName}`,
    `host=${host}`,
    `address=${address}`,
    `machineId=${machineId}`,
    `ca=${ca}`,
    `founded=${founded ? 'yes' : 'no'}`,
    ...(store === undefined ? [] : [`store=${store}`]),
    ...Object.entries(settings).map(([path, value]) => `${path}=${value}`),
    '',
  ].join('\n');
