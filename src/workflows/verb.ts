import type {Evidence} from '../core/diagnosis/evidence.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {Finding} from '../core/model/finding.js';
import type {HostName} from '../core/model/names.js';
import type {ObservedCluster} from '../core/model/observed.js';
import type {Plan} from '../core/plan/action.js';
import type {PlanInput, RolloutOptions} from '../core/plan/input.js';
import type {Removal} from '../core/plan/removal-targets.js';
import type {Templates} from '../core/render/types.js';
import type {Artifact, Release} from '../core/versions/bundle.js';
import type {Clock} from '../ports/clock.js';
import type {ClusterClient} from '../ports/cluster.js';
import type {CertificateIssuer} from '../ports/issuer.js';
import type {Report} from '../run/report/event.js';

/** A verb: a permission over the one planner. */
export interface Verb {
  readonly name: string;
  /** Hosts that may become part of the cluster in this run; those that are part of it already always take part. */
  readonly joinable: (desired: DesiredCluster) => readonly HostName[];
  /** Hosts that go, and what the user agreed to for that; what goes takes part in nothing else. */
  readonly removal?: Removal & {readonly acceptReducedTolerance: boolean};
  /**
   * How versions move. 'keep': what runs stays at its version. Undefined: the verb has nothing to do with versions, and
   * is refused while those of the configuration are not those in use.
   */
  readonly versions?: RolloutOptions | 'keep';
  /** What is on its way, by name, and how long it is waited for before it is judged how things are. */
  readonly waitFor?: {readonly onItsWay: (situation: PlanInput) => readonly string[]; readonly withinSeconds: number};
  /** What more there is to be seen that speaks for or against the run. Reads only. */
  readonly extraChecks?: (situation: PlanInput, cluster: ClusterClient) => Promise<readonly Finding[]>;
  /** Reasons not to carry out this very plan. */
  readonly checkPlan?: (plan: Plan, observed: ObservedCluster) => readonly Finding[];
  /** Done once everything is permitted, before the first host is touched; also where none has to be. */
  readonly beforeFirstChange?: () => Promise<void>;
  /** What is to be said when it is done. */
  readonly closingFindings?: readonly Finding[];
  /** Reasons not to run at all, seen from the whole cluster of the configuration. */
  readonly checkState: (desired: DesiredCluster, observed: ObservedCluster) => readonly Finding[];
}

export interface Input {
  /** The whole cluster of the configuration. */
  readonly desired: DesiredCluster;
  readonly release: Release;
  readonly templates: Templates;
  /** Show the plan and stop. */
  readonly dryRun: boolean;
  /** Names of preflight checks whose errors are to be warnings. */
  readonly ignorePreflight: readonly string[];
  /** Consent to a short write outage where one or two voters cannot spare one. */
  readonly acceptDowntime: boolean;
}

export interface RunDeps {
  readonly cluster: ClusterClient;
  readonly keys: (situation: PlanInput) => CertificateIssuer;
  /** Rejects when one of these is not what its manifest says. */
  readonly verify: (artifacts: readonly Artifact[]) => Promise<void>;
  /** All that a diagnosis rests on, and the last look of a run; what hosts have said just now is not asked again. */
  readonly examine: (seen?: ObservedCluster['hosts']) => Promise<Evidence>;
  readonly report: Report;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}
