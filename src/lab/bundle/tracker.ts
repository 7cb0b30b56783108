import {duration} from '../../core/format.js';
import {type Product, titleOf} from './product.js';
import {type Progress, progressText} from './progress.js';

/** The events of a build; a Report of a run accepts them. */
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

/** Milliseconds between two progress reports. */
const REPEAT_MS = 15_000;

/** Reports the progress of a build: what starts, what is done, and the estimated time left. */
export const tracker = (
  products: readonly Product[],
  report: BuildReport,
  clock: () => number = () => performance.now(),
): Tracker => {
  const startedAt = clock();
  const done = new Map<Product, {readonly at: number; readonly tookMs: number}>();
  const running = new Map<Product, number>();
  const progress = (): Progress => ({
    startedAt,
    products,
    done: new Map([...done].map(([product, {at}]) => [product, at])),
    running,
  });
  const say = (title: string): void => report({type: 'step', title, detail: progressText(progress(), clock())});
  const ticking = setInterval(() => say('still building'), REPEAT_MS);
  ticking.unref();
  return {
    begin: product => {
      running.set(product, clock());
      say('building');
    },
    done: product => {
      const tookMs = clock() - (running.get(product) ?? clock());
      running.delete(product);
      done.set(product, {at: clock(), tookMs});
      report({type: 'step', title: `built ${titleOf(product)}`, detail: duration(tookMs)});
    },
    end: () => clearInterval(ticking),
    times: () =>
      [...done].map(([{component, name}, {tookMs}]) => ({component, name, seconds: Math.round(tookMs / 100) / 10})),
  };
};
