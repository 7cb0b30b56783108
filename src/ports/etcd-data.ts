import type {EtcdData, RestoreRecord, RestoreTerms} from '../core/model/etcd-data.js';
import type {HostIdentity} from '../core/model/identity-record.js';
import type {Digest} from '../core/model/names.js';

type ExpectedIdentity = Pick<HostIdentity, 'cluster' | 'host'>;

/** A verified snapshot on the machine that runs quorate. */
export interface SnapshotSource {
  readonly sha256: Digest;
  readonly bytes: number;
  read(): AsyncIterable<Uint8Array>;
}

export interface Preparation {
  /** As for a reset. */
  readonly identity: ExpectedIdentity | undefined;
  readonly peerUrl: string;
  readonly record: RestoreRecord;
  /** The restored data must have a higher revision. Decimal text. */
  readonly above: string;
}

/** The data directory of etcd on one host. Nothing that belonged to a member is deleted, except by `discardOld`. */
export interface EtcdDataClient {
  /** Read-only, one round trip; needs no quorum. */
  look(): Promise<EtcdData>;
  /** Stores a snapshot beside the member, its digest compared. */
  send(snapshot: SnapshotSource, onSent: (sentBytes: number) => void): Promise<void>;
  /** Restores the snapshot that was sent, beside the member, which may run, and verifies ids and revision. */
  prepare(what: Preparation): Promise<void>;
  /** Stops etcd, sets the member aside under a name, and puts the restored data in its place. Only with both markers. */
  swap(what: {
    readonly identity: ExpectedIdentity | undefined;
    readonly terms: RestoreTerms;
    readonly old: string;
  }): Promise<void>;
  /** Stops etcd and sets the data of a member aside that both markers call removed. */
  setAside(what: {readonly identity: ExpectedIdentity | undefined; readonly old: string}): Promise<void>;
  /** Deletes all data that was set aside. Returns the deleted paths. */
  discardOld(identity: ExpectedIdentity | undefined): Promise<readonly string[]>;
}
