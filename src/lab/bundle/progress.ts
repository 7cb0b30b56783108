import {duration, listed} from '../../core/format.js';
import {type Product, titleOf} from './product.js';

/** A running build. Times are monotonic milliseconds. */
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
 * The measured seconds of what is left, scaled by the speed of this build so far. A running product counts as partly done,
 * at most nearly done when it takes longer than expected.
 */
export const secondsLeft = ({startedAt, products, done, running}: Progress, now: number): number => {
  const total = seconds(products);
  const partial = [...running].map(([product, since]) =>
    Math.min(NEARLY_ALL * product.seconds, (now - since) / 1000 / running.size),
  );
  const built = seconds([...done]) + partial.reduce((sum, part) => sum + part, 0);
  const scale = ((now - startedAt) / 1000 + PRIOR) / (built + PRIOR);
  return (total - built) * scale;
};

/** Weight of the measured times against this build, in seconds of building. */
const PRIOR = 20;
const NEARLY_ALL = 0.95;
const ROUNDED_TO = 5;

const seconds = (products: readonly Product[]): number => products.reduce((sum, product) => sum + product.seconds, 0);

/** In full seconds: an estimate has no tenths. */
const about = (rounded: number): string => (rounded < 60 ? `${rounded} s` : duration(rounded * 1000));
