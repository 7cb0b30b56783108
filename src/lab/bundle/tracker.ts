import {duration} from '../../core/format.js';
import {type Product, titleOf} from './product.js';
import {type Progress, progressText} from './progress.js';

/** What a build tells; a run's Report takes these. */
export type BuildReport = (event: {readonly type: 'step'; readonly title: string; readonly detail?: string}) => void;

export interface BuildTime {
  readonly component: string;
  readonly name: string;
  readonly seconds: number;
}

export interface Tracker {
  begin(product: Product): void;
  done(product: Product): void;
  end(): void;
  times(): readonly BuildTime[];
}

/** Milliseconds between two words about a build that goes on. */
const AGAIN_AFTER = 15_000;

/** Follows a build: says what begins, what is done, and in between that it goes on and how long it may take. */
export const tracker = (
  products: readonly Product[],
  report: BuildReport,
  clock: () => number = () => performance.now(),
): Tracker => {
  const startedAt = clock();
  const done = new Map<Product, number>();
  const running = new Map<Product, number>();
  const progress = (): Progress => ({startedAt, products, done: new Set(done.keys()), running});
  const tell = (title: string): void => report({type: 'step', title, detail: progressText(progress(), clock())});
  const ticking = setInterval(() => tell('still building'), AGAIN_AFTER);
  ticking.unref();
  return {
    begin: product => {
      running.set(product, clock());
      tell('building');
    },
    done: product => {
      const tookMs = clock() - (running.get(product) ?? clock());
      running.delete(product);
      done.set(product, tookMs);
      report({type: 'step', title: `built ${titleOf(product)}`, detail: duration(tookMs)});
    },
    end: () => clearInterval(ticking),
    times: () =>
      [...done].map(([{component, name}, tookMs]) => ({component, name, seconds: Math.round(tookMs / 100) / 10})),
  };
};
