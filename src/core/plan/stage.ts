import type {Action} from '../actions/action.js';
import type {MembershipChange} from '../quorum/quorum.js';

/** A titled group of actions. */
export interface Stage {
  readonly title: string;
  /** parallel: hosts side by side, the actions of one host in order. */
  readonly order: 'serial' | 'parallel';
  readonly requires?: MembershipChange;
  readonly actions: readonly Action[];
  /** Done after the stage has failed: it restores what was there before. */
  readonly rollback?: readonly Action[];
  /** Once started it runs to its end, also after Ctrl-C: half of it would leave a service down. */
  readonly uninterruptible?: true;
  /** Done however the stage ends, also after Ctrl-C. */
  readonly finally?: readonly Action[];
  /** Neighbours with the same window run side by side, at most `width` at a time; after a failure no other starts. */
  readonly window?: {readonly name: string; readonly width: number};
}

export type Plan = readonly Stage[];
