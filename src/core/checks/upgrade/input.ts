import type {DeprecatedUse} from '../../model/deprecated-api.js';
import type {DesiredCluster} from '../../model/desired.js';
import type {EvictablePods} from '../../model/evictable-pods.js';
import type {Fact} from '../../model/fact.js';
import type {Finding} from '../../model/finding.js';
import type {ObservedCluster} from '../../model/observed.js';
import type {Release} from '../../versions/bundle.js';
import type {VersionChange} from '../../versions/changes.js';

/** All that speaks for or against an upgrade before anything is touched. */
export interface UpgradeCheckInput {
  readonly changes: readonly VersionChange[];
  /** Narrowed to the hosts that take part. */
  readonly desired: DesiredCluster;
  readonly observed: ObservedCluster;
  /** Where it goes. */
  readonly release: Release;
  /** Versions of Kubernetes in the bundle. */
  readonly available: readonly string[];
  /** Back to the versions an upgrade that was begun came from. */
  readonly rollback: boolean;
  /** Consent to a write outage where one or two voters cannot spare one. */
  readonly acceptDowntime: boolean;
  readonly deprecated: Fact<readonly DeprecatedUse[]>;
  /** By node that is to be drained, the pods that would have to go. */
  readonly evictablePods: Fact<EvictablePods>;
}

export type UpgradeRule = (given: UpgradeCheckInput) => readonly Finding[];

/** @param code of this area, or of another that is named with it: "quorum/learner". */
export const refusal = (code: string, message: string, fix: string): Finding => ({
  code: code.includes('/') ? code : `upgrade/${code}`,
  level: 'error',
  message,
  fix,
});

export const caution = (code: string, message: string, fix: string): Finding => ({
  ...refusal(code, message, fix),
  level: 'warning',
});
