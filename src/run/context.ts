import type {Release} from '../core/artifacts/bundle.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {HostName} from '../core/model/names.js';
import type {Clock} from '../ports/clock.js';
import type {ClusterClient, HeldLock} from '../ports/cluster.js';
import type {SnapshotSource} from '../ports/etcd-data.js';
import type {CertificateIssuer} from '../ports/issuer.js';
import type {ReadOperatorFiles} from '../ports/operator-files.js';
import type {Report} from './report/event.js';

/** What the actions of a restore need besides. */
export interface RestoreMaterial {
  /** Undefined while a restore is continued that needs it no more. */
  readonly source?: SnapshotSource | undefined;
  /** Stores a snapshot of the member on a host, with or without quorum. Throws Failure 'etcd/snapshot-failed'. */
  readonly keepCurrent: (host: HostName) => Promise<{readonly path: string}>;
}

/** What every action of a run may use. */
export interface RunContext {
  readonly cluster: ClusterClient;
  readonly keys: CertificateIssuer;
  /** Undefined if the configuration has no such files. */
  readonly operatorFiles?: ReadOperatorFiles | undefined;
  readonly desired: DesiredCluster;
  readonly release: Release;
  readonly clock: Clock;
  /** Hosts that could not be read when the run began: nothing waits for a connection to them. */
  readonly unread?: ReadonlySet<HostName>;
  /** Permits a short write outage when an etcd of one or two voters is restarted. */
  readonly acceptDowntime: boolean;
  /** Permits a change after which etcd tolerates fewer failures. */
  readonly acceptReducedTolerance?: boolean;
  /** Of a restore of etcd. */
  readonly restore?: RestoreMaterial;
  readonly report: Report;
  /** Aborted when the user asks to stop: the running step finishes, no other starts. */
  readonly signal: AbortSignal;
  /** When it is lost, uninterruptible stages stop too, and `signal` is aborted as well. */
  readonly lock?: Pick<HeldLock, 'lost' | 'doubt'>;
}
