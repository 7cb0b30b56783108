import type {Action} from '../../core/actions/action.js';
import type {Finding} from '../../core/model/finding.js';
import type {HostName} from '../../core/model/names.js';
import type {Plan} from '../../core/plan/stage.js';

/** Hosts that are changed together, side by side in one stage or in several. */
export interface Fleet {
  readonly title: string;
  readonly size: number;
  /** Those of the stage. */
  readonly hosts: readonly HostName[];
}

/** What happens in a run: for people, NDJSON and tests. */
export type Event =
  /** The facts of many hosts are asked for, and those of one are there, or could not be read. */
  | {readonly type: 'gathering'; readonly hosts: readonly HostName[]}
  | {readonly type: 'gathered'; readonly host: HostName}
  | {readonly type: 'finding'; readonly finding: Finding}
  | {readonly type: 'planned'; readonly plan: Plan}
  | {
      readonly type: 'stage-started';
      readonly title: string;
      readonly number: number;
      readonly of: number;
      readonly actions: number;
      readonly fleet?: Fleet;
    }
  | {
      readonly type: 'stage-done';
      readonly title: string;
      readonly number: number;
      readonly of: number;
      readonly tookMs: number;
      readonly fleet?: Fleet;
    }
  /** A host of a fleet has all that its stage is for. */
  | {readonly type: 'host-done'; readonly host: HostName; readonly fleet: Fleet['title']}
  | {readonly type: 'actions-started'; readonly actions: readonly Action[]; readonly host?: HostName}
  | {
      readonly type: 'actions-done';
      readonly actions: readonly Action[];
      readonly host?: HostName;
      readonly tookMs: number;
    }
  | {
      readonly type: 'upload';
      readonly host: HostName;
      readonly artifact: string;
      readonly sentBytes: number;
      readonly totalBytes: number;
    }
  | {
      readonly type: 'download';
      readonly host: HostName;
      /** The first of those in the download. */
      readonly artifact: string;
      readonly receivedBytes: number;
      readonly totalBytes: number;
    }
  | {readonly type: 'waiting'; readonly forWhat: string; readonly seen: string; readonly elapsedMs: number}
  | {readonly type: 'step'; readonly title: string; readonly detail?: string}
  | {readonly type: 'finished'; readonly summary: string; readonly tookMs: number};

export type Transfer = Extract<Event, {readonly type: 'upload' | 'download'}>;

export type Report = (event: Event) => void;
