import type {DesiredCluster} from '../core/model/desired.js';
import type {Release} from '../core/versions/bundle.js';
import type {Clock} from '../ports/clock.js';
import type {ClusterClient} from '../ports/cluster.js';
import type {CertificateIssuer} from '../ports/issuer.js';
import type {Report} from './report/event.js';

/** What every step of a run may use. */
export interface RunContext {
  readonly cluster: ClusterClient;
  readonly keys: CertificateIssuer;
  readonly desired: DesiredCluster;
  readonly release: Release;
  readonly clock: Clock;
  /** Consent to a short write outage where one or two voters cannot spare one. */
  readonly acceptDowntime: boolean;
  /** Consent to surviving fewer failures than before. */
  readonly acceptReducedTolerance?: boolean;
  readonly report: Report;
  /** Aborted when the user asks to stop: what runs is finished, nothing more is started. */
  readonly signal: AbortSignal;
  /** Aborted when the lock is gone: then not even what was begun is gone on with. `signal` is aborted as well. */
  readonly lockLost?: AbortSignal;
}
