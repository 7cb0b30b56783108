import type {Artifact, Release} from '../core/artifacts/bundle.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {Finding} from '../core/model/finding.js';
import type {HostName} from '../core/model/names.js';
import type {ObservedCluster} from '../core/model/observed.js';
import type {PlanInput, RolloutOptions} from '../core/plan/input.js';
import type {Removal} from '../core/plan/removal-targets.js';
import type {Plan} from '../core/plan/stage.js';
import type {Templates} from '../core/render/types.js';
import type {CaHome} from '../ports/ca-home.js';
import type {Clock} from '../ports/clock.js';
import type {ClusterClient} from '../ports/cluster.js';
import type {CertificateIssuer} from '../ports/issuer.js';
import type {ReadOperatorFiles} from '../ports/operator-files.js';
import type {Report} from '../run/report/event.js';

/** A verb: a permission over the one planner. */
export interface Verb {
  readonly name: string;
  /** Hosts that may become part of the cluster in this run; hosts that are part of it already always take part. */
  readonly joinable: (desired: DesiredCluster) => readonly HostName[];
  /** Hosts that the user named. If none of them can be reached, or etcd cannot take the member of one, the run is refused. */
  readonly named?: readonly HostName[];
  /** Hosts that are removed, and what the user agreed to; they take part in nothing else. */
  readonly removal?: Removal & {readonly acceptReducedTolerance: boolean};
  /**
   * How versions change. 'keep': what runs stays at its version. Undefined: the verb changes no versions, and is refused
   * while the configured versions differ from those in use.
   */
  readonly versions?: RolloutOptions | 'keep';
  /** What may still be starting, by name, and how long to wait for it before the state is judged. */
  readonly waitFor?: {
    readonly starting: (input: PlanInput) => readonly string[];
    readonly withinSeconds: number;
    /** Hosts that have answered in this command before, and cannot be asked now: they are waited for as during a stage. */
    readonly lost?: (input: PlanInput) => readonly string[];
  };
  /** An etcd that serves nothing is repaired in place, where that is possible. */
  readonly repairs?: true;
  /** It takes a step of a rotation, which is unfinished then. */
  readonly rotates?: true;
  /** Reasons not to run at all, from all hosts of the configuration. */
  readonly checkState: (desired: DesiredCluster, observed: ObservedCluster) => readonly Finding[];
  /** Checks that need more than the observation. Reads only. */
  readonly extraChecks?: (input: PlanInput, cluster: ClusterClient) => Promise<readonly Finding[]>;
  /** Reasons not to execute this plan. */
  readonly checkPlan?: (plan: Plan, observed: ObservedCluster) => readonly Finding[];
  /** Runs once everything is permitted, before the first host is changed; also when the plan is empty. */
  readonly beforeFirstChange?: () => Promise<void>;
  /** The command that rolls an unfinished run back, for when the same command fails again; in a sentence. */
  readonly rollbackRemedy?: string;
  /** Reported at the end. */
  readonly closingFindings?: readonly Finding[];
}

/** What is asked of one run of a verb. */
export interface Request {
  /** All hosts of the configuration. */
  readonly desired: DesiredCluster;
  readonly release: Release;
  readonly templates: Templates;
  /** Make the plan and stop. */
  readonly dryRun: boolean;
  /** Names of preflight checks whose errors become warnings. */
  readonly ignorePreflight: readonly string[];
  /** Permit etcd restarts that stop writes for a short time, or after which no further failure is tolerated. */
  readonly acceptDowntime: boolean;
  /** The only hosts on which anything is done. Undefined: all. */
  readonly limit?: readonly HostName[] | undefined;
}

/** What a run acts through. */
export interface RunDeps {
  readonly cluster: ClusterClient;
  readonly keys: (input: PlanInput) => CertificateIssuer;
  /** Undefined if the configuration has no such files. */
  readonly operatorFiles?: ReadOperatorFiles | undefined;
  /** Undefined if the configuration names no directory for CAs. */
  readonly caHome?: CaHome | undefined;
  /** Rejects when an artifact differs from the manifest of the bundle. */
  readonly verify: (artifacts: readonly Artifact[]) => Promise<void>;
  readonly report: Report;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}
