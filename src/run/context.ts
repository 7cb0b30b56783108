import type {Release} from '../core/artifacts/bundle.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {Clock} from '../ports/clock.js';
import type {ClusterClient} from '../ports/cluster.js';
import type {CertificateIssuer} from '../ports/issuer.js';
import type {ReadOperatorFiles} from '../ports/operator-files.js';
import type {Report} from './report/event.js';

/** What every action of a run may use. */
export interface RunContext {
  readonly cluster: ClusterClient;
  readonly keys: CertificateIssuer;
  /** Undefined if the configuration has no such files. */
  readonly operatorFiles?: ReadOperatorFiles | undefined;
  readonly desired: DesiredCluster;
  readonly release: Release;
  readonly clock: Clock;
  /** Permits a short write outage when an etcd of one or two voters is restarted. */
  readonly acceptDowntime: boolean;
  /** Permits a change after which etcd tolerates fewer failures. */
  readonly acceptReducedTolerance?: boolean;
  readonly report: Report;
  /** Aborted when the user asks to stop: the running step finishes, no other starts. */
  readonly signal: AbortSignal;
  /** Aborted when the lock is lost: then uninterruptible stages stop too. `signal` is aborted as well. */
  readonly lockLost?: AbortSignal;
}
