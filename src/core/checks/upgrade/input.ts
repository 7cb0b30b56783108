import type {Release} from '../../artifacts/bundle.js';
import type {VersionChange} from '../../artifacts/changes.js';
import type {UpgradeCode} from '../../codes/code.js';
import type {DeprecatedUse} from '../../model/deprecated-api.js';
import type {DesiredCluster} from '../../model/desired.js';
import type {EvictablePods} from '../../model/evictable-pods.js';
import type {Fact} from '../../model/fact.js';
import type {Finding} from '../../model/finding.js';
import type {ObservedCluster} from '../../model/observed.js';

/** What the checks of an upgrade depend on. */
export interface UpgradeCheckInput {
  /** On the hosts of this run only. */
  readonly changes: readonly VersionChange[];
  /** Restricted to the hosts that take part. */
  readonly desired: DesiredCluster;
  readonly observed: ObservedCluster;
  /** The target. */
  readonly release: Release;
  /** Versions of Kubernetes in the bundle. */
  readonly available: readonly string[];
  /** Back to the versions that the cluster ran before an unfinished upgrade. */
  readonly rollback: boolean;
  /** Permits a write outage while one of one or two voters restarts. */
  readonly acceptDowntime: boolean;
  readonly deprecated: Fact<readonly DeprecatedUse[]>;
  /** By node to drain, the pods to evict. */
  readonly evictablePods: Fact<EvictablePods>;
}

/** The remedy of checks that need an answer of the API. */
export const API_UNAVAILABLE =
  '`quorate topology check` shows why the API does not answer; on a control plane: `systemctl status kube-apiserver.service`; then run the same command again';

export type UpgradeRule = (given: UpgradeCheckInput) => readonly Finding[];

export const refusal = (code: UpgradeCode, message: string, fix: string): Finding => ({
  code,
  level: 'error',
  message,
  fix,
});

export const caution = (code: UpgradeCode, message: string, fix: string): Finding => ({
  ...refusal(code, message, fix),
  level: 'warning',
});
