import type {DesiredCluster} from '../core/cluster/desired.js';
import type {ObservedCluster} from '../core/cluster/observed.js';
import type {Artifact, Release} from '../core/components/bundle.js';
import type {Evidence} from '../core/diagnosis/evidence.js';
import type {Situation} from '../core/plan/situation.js';
import type {Templates} from '../core/render/types.js';
import type {Report} from '../run/report/event.js';
import type {KeyPort, Site} from '../run/site.js';

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

export interface Io {
  readonly site: Site;
  readonly keys: (situation: Situation) => KeyPort;
  /** Rejects when one of these is not what its manifest says. */
  readonly verify: (artifacts: readonly Artifact[]) => Promise<void>;
  /** All that a diagnosis rests on, and the last look of a run; what hosts have said just now is not asked again. */
  readonly examine: (seen?: ObservedCluster['hosts']) => Promise<Evidence>;
  readonly report: Report;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}
