declare const brand: unique symbol;
type Brand<T, B> = T & {readonly [brand]: B};

/** A host as cluster.yaml names it; also its node name and etcd member name. */
export type HostName = Brand<string, 'HostName'>;

/** Lower-case hex sha256 of some content. */
export type Digest = Brand<string, 'Digest'>;

/** An etcd member, cluster or leader id as hex text: a uint64 does not survive JSON.parse. */
export type EtcdId = Brand<string, 'EtcdId'>;

/** The id of a cluster that quorate built, as its hosts record it: 32 hex digits. */
export type ClusterId = Brand<string, 'ClusterId'>;

export const hostName = (name: string): HostName => name as HostName;
export const digestOf = (hex: string): Digest => hex.toLowerCase() as Digest;
export const clusterId = (hex: string): ClusterId => hex.toLowerCase() as ClusterId;
export const etcdId = (hex: string): EtcdId => hex.toLowerCase() as EtcdId;
