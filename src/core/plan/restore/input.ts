import type {EtcdData} from '../../model/etcd-data.js';
import type {Digest, HostName} from '../../model/names.js';
import type {PlanInput} from '../input.js';

/** The snapshot that is restored, as its file and its manifest say. */
export interface SnapshotFacts {
  readonly sha256: Digest;
  readonly bytes: number;
  /** Decimal text; undefined without a manifest. */
  readonly revision?: string;
}

/** All that a plan of a restore depends on. */
export interface RestoreInput extends Pick<PlanInput, 'desired' | 'observed' | 'now'> {
  /** Of each etcd host that can be read. */
  readonly data: ReadonlyMap<HostName, EtcdData>;
  /** Undefined while an interrupted restore is continued that needs it no more. */
  readonly snapshot: SnapshotFacts | undefined;
  /** The highest revision that anything knows of, as decimal text. */
  readonly highest: string;
  /** Restore although the cluster is restored from this snapshot already. */
  readonly again: boolean;
  /** The hosts of the members of the new cluster. Undefined: of all members that were not removed. */
  readonly only?: readonly HostName[];
}
