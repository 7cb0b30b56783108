import type {Digest, EtcdId} from './names.js';

/** What a snapshot of etcd is, as JSON in a file beside it: `<snapshot>.json`. */
export interface SnapshotManifest {
  readonly format: 1;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  /** The member that it was taken from. */
  readonly host: string;
  /** Of the snapshot itself; of an encrypted one, before its encryption. */
  readonly sha256: Digest;
  readonly bytes: number;
  /** Decimal text: an int64. */
  readonly revision: string;
  readonly etcdClusterId: EtcdId;
  /** The cluster and its identity, which a restore keeps; undefined on hosts without a record. */
  readonly cluster: {readonly name: string; readonly id?: string};
  readonly versions: {readonly etcd: string; readonly kubernetes: string};
  /** Names of the keys with which its Secrets are encrypted. Without them it restores no Secret. */
  readonly encryptionKeys: readonly string[];
  /** The trial restore: undefined if there was none. */
  readonly proven?: {readonly at: string; readonly keys: number};
  /** A member took it by itself; it is deleted at the age that the schedule says. */
  readonly scheduled?: true;
  /** The file as it is stored, if it is encrypted. */
  readonly stored?: {readonly sha256: Digest; readonly bytes: number};
}
