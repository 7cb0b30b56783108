import {duration, listed} from '../../core/format.js';
import {type Product, titleOf} from './product.js';

/** A running build. Times are monotonic milliseconds. */
export interface Progress {
  readonly startedAt: number;
  readonly products: readonly Product[];
  /** When each was done. */
  readonly done: ReadonlyMap<Product, number>;
  readonly running: ReadonlyMap<Product, number>;
}

/**
 * "kubelet 1.36.3 and containerd 2.3.4 (4 of 23 done), about 3 min 20 s left". Before anything is built the speed of this
 * machine is unknown, and no time is named.
 */
export const progressText = (progress: Progress, now: number): string => {
  const names = listed([...progress.running.keys()].map(titleOf));
  const counts = `${names} (${progress.done.size} of ${progress.products.length} done)`;
  if (!isMeasured(progress)) return counts;
  const left = Math.ceil(secondsLeft(progress, now) / ROUNDED_TO) * ROUNDED_TO;
  return `${counts}, about ${about(left)} left`;
};

/** The speed is measured when so much is built that one slow download no longer decides it. */
const isMeasured = ({done}: Progress): boolean => seconds([...done.keys()]) >= ENOUGH;

/** How long the rest takes at the speed of this build so far. */
export const secondsLeft = (progress: Progress, now: number): number => {
  const elapsed = (now - progress.startedAt) / 1000;
  return Math.max(seconds(progress.products) * slowness(progress, now) - elapsed, MINIMUM);
};

/**
 * How many times as long as on the machine of the list it takes here, by what is built. What runs may make it higher: a
 * product that takes longer than its time at this speed shows that the speed is lower. Two products run side by
 * side and share the machine.
 */
const slowness = ({startedAt, done, running}: Progress, now: number): number => {
  const last = Math.max(startedAt, ...done.values());
  const elsewhere = [...running.values()].reduce((sum, since) => sum + Math.max(0, last - since) / 2, 0);
  const built = seconds([...done.keys()]);
  const byBuilt = ((last - startedAt - elsewhere) / 1000 + PRIOR) / (built + PRIOR);
  const atMost = built + NEARLY_ALL * seconds([...running.keys()]);
  const byRunning = (now - startedAt) / 1000 / Math.max(atMost, 1);
  return Math.max(byBuilt, byRunning);
};

/** Weight of the measured times against this build, in seconds of building. */
const PRIOR = 5;
/** Seconds of building after which a time is named. */
const ENOUGH = 15;
const NEARLY_ALL = 0.95;
const MINIMUM = 5;
const ROUNDED_TO = 5;

const seconds = (products: readonly Product[]): number => products.reduce((sum, product) => sum + product.seconds, 0);

/** In full seconds: an estimate has no tenths. */
const about = (rounded: number): string => (rounded < 60 ? `${rounded} s` : duration(rounded * 1000));
