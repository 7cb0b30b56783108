import type {ClusterId, Digest, EtcdId, HostName} from './names.js';

/**
 * What a host says it is. It is written when the host joins, in two places, and compared before anything is changed
 * there.
 */
export interface HostIdentity {
  /** Made at random when the cluster is founded. */
  readonly cluster: ClusterId;
  readonly clusterName: string;
  readonly host: HostName;
  readonly address: string;
  /** Content of /etc/machine-id. */
  readonly machineId: string;
  /** SHA-256 of the certificate of the cluster CA (DER). */
  readonly ca: Digest;
  /** An API server of this cluster has been ready: from then on there is data to be lost. */
  readonly founded: boolean;
  /** Id of the etcd cluster in spec.etcd.endpoints. */
  readonly store?: EtcdId | undefined;
  /** By path in cluster.yaml, the settings that a running cluster keeps. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Beside the list of owned files. */
export const IDENTITY = '/var/lib/quorate/identity';
/** Outside /var, which may be a disk of its own. */
export const IDENTITY_COPY = '/etc/quorate/identity';

/** Stands for the id of a cluster whose hosts have recorded none. */
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
