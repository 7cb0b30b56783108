import {duration, listed} from '../../core/format.js';
import {type Product, titleOf} from './product.js';

/** A build under way. Times are milliseconds of a clock that only goes forward. */
export interface Progress {
  readonly startedAt: number;
  readonly products: readonly Product[];
  readonly done: ReadonlySet<Product>;
  readonly running: ReadonlyMap<Product, number>;
}

/** "building kubelet 1.36.3 and containerd 2.4.2 (4 of 23 done), about 3 min 20 s left" */
export const progressText = (progress: Progress, now: number): string => {
  const names = listed([...progress.running.keys()].map(titleOf));
  const left = Math.ceil(secondsLeft(progress, now) / ROUNDED_TO) * ROUNDED_TO;
  return `${names} (${progress.done.size} of ${progress.products.length} done), about ${about(left)} left`;
};

/**
 * The measured seconds of what is left, at the pace of what was built so far. What is being built counts as done in part,
 * up to nearly all of it when it takes longer than expected.
 */
export const secondsLeft = ({startedAt, products, done, running}: Progress, now: number): number => {
  const total = seconds(products);
  const begun = [...running].map(([product, since]) =>
    Math.min(NEARLY_ALL * product.seconds, (now - since) / 1000 / running.size),
  );
  const built = seconds([...done]) + begun.reduce((sum, part) => sum + part, 0);
  const rollout = ((now - startedAt) / 1000 + DOUBT) / (built + DOUBT);
  return (total - built) * rollout;
};

/** Seconds of building that the table of measured times outweighs what was seen. */
const DOUBT = 20;
const NEARLY_ALL = 0.95;
const ROUNDED_TO = 5;

const seconds = (products: readonly Product[]): number => products.reduce((sum, product) => sum + product.seconds, 0);

/** Whole seconds: an estimate has no tenths. */
const about = (whole: number): string => (whole < 60 ? `${whole} s` : duration(whole * 1000));
