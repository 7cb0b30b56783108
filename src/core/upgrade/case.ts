import type {DesiredCluster} from '../cluster/desired.js';
import type {Fact} from '../cluster/fact.js';
import type {Finding} from '../cluster/finding.js';
import type {ObservedCluster} from '../cluster/observed.js';
import type {Release} from '../components/bundle.js';
import type {Movable} from '../plan/movable.js';
import type {DeprecatedUse} from './deprecated.js';
import type {Move} from './move.js';

/** All that speaks for or against an upgrade before anything is touched. */
export interface UpgradeCase {
  readonly moves: readonly Move[];
  /** Narrowed to the hosts that take part. */
  readonly desired: DesiredCluster;
  readonly observed: ObservedCluster;
  /** Where it goes. */
  readonly release: Release;
  /** Versions of Kubernetes in the bundle. */
  readonly available: readonly string[];
  /** Back to the versions an upgrade that was begun came from. */
  readonly back: boolean;
  /** Consent to a write outage where one or two voters cannot spare one. */
  readonly acceptDowntime: boolean;
  readonly deprecated: Fact<readonly DeprecatedUse[]>;
  /** By node that is to be drained, the pods that would have to go. */
  readonly movable: Fact<Movable>;
}

export type UpgradeRule = (given: UpgradeCase) => readonly Finding[];

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
