import type {Snapshot} from './snapshot.js';

/**
 * Actions of one host in a row are checked together unless their phases differ: a unit is compared with the files on
 * disk only after all of them are written, and a program runs only after it is installed.
 * cluster: not done on one host alone; like actions of all hosts are done together.
 */
export type Phase = 'stop' | 'put' | 'verify' | 'start' | 'cluster';

/** All that the planner, the reports and the engine need to know of one kind of action. */
export interface Descriptor<A> {
  /** In words, without the host: "install kubelet 1.36.3 at /opt/… (84.4 MB)". */
  describe(action: A): string;
  /** 'unseen': the snapshot cannot show it, so the action is always due. */
  isDone(action: A, snapshot: Snapshot): boolean | 'unseen';
  readonly phase: Phase;
  /** It only waits and changes nothing. */
  readonly waits?: true;
  /** Units that it starts, restarts or stops, by full name. */
  restarts?(action: A): readonly string[];
}

/** A descriptor for each kind of a union of actions. */
export type Descriptors<U extends {readonly kind: string}> = {
  readonly [K in U['kind']]: Descriptor<Extract<U, {readonly kind: K}>>;
};

/** "a=1, b=2" */
export const pairs = (record: Readonly<Record<string, string>>): string =>
  Object.entries(record)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
