import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {DEFAULT_KUBERNETES, versionsFor} from '../../../src/core/artifacts/catalog.js';
import type {Product} from '../../../src/lab/bundle/product.js';
import {productLanes} from '../../../src/lab/bundle/products/index.js';
import {type Progress, progressText, secondsLeft} from '../../../src/lab/bundle/progress.js';

const LANES = productLanes(versionsFor({kubernetes: DEFAULT_KUBERNETES}));
const TOTAL = LANES.flat().reduce((sum, {seconds}) => sum + seconds, 0);

describe('how long a build still takes', () => {
  test('is the measured time of everything at the beginning', () => {
    expect(secondsLeft(progress([100, 200]), 0)).toBe(300);
  });

  test('is named once the speed of this machine is measured', () => {
    expect(progressText(progress([300, 301], {running: 1}), 0)).toBe('p0 1.0 (0 of 2 done)');
    expect(progressText(progress([60, 300], {done: [60], running: 1}), 60_000)).toBe(
      'p1 1.0 (1 of 2 done), about 2 min 15 s left',
    );
  });

  test('grows while a product takes longer than its share', () => {
    const building = progress([100, 200], {running: 1});
    expect(secondsLeft(building, 400_000)).toBeGreaterThan(secondsLeft(building, 200_000));
  });

  test('is not zero before the build is done, however long a product takes', () => {
    const building = progress([100], {running: 1});
    expect(secondsLeft(building, 1_000_000)).toBeGreaterThan(0);
  });

  test('is right within 40 % from a third of the work on, on machines of any speed', () => {
    fc.assert(
      fc.property(
        fc.double({min: 0.3, max: 6, noNaN: true}),
        fc.double({min: 0.35, max: 0.9, noNaN: true}),
        (slowness, part) => {
          const now = TOTAL * slowness * part * 1000;
          const left = TOTAL * slowness * (1 - part);
          const estimate = secondsLeft(simulated(slowness, now), now);
          expect(Math.abs(estimate - left)).toBeLessThan(0.4 * left + 10);
        },
      ),
    );
  });
});

/** The real products in their two lanes, which share a machine that is so many times slower than that of the list. */
const simulated = (slowness: number, until: number): Progress => {
  const left = new Map(LANES.flat().map(product => [product, product.seconds * 1000 * slowness]));
  const queues = LANES.map(lane => [...lane]);
  const running = new Map<Product, number>();
  const done = new Map<Product, number>();
  for (let now = 0; ; ) {
    for (const [first] of queues) if (first && !running.has(first)) running.set(first, now);
    const step = Math.min(...[...running.keys()].map(product => left.get(product)! * running.size), until - now);
    const share = step / running.size;
    now += step;
    for (const product of [...running.keys()]) {
      left.set(product, left.get(product)! - share);
      if (left.get(product)! > 0.001) continue;
      running.delete(product);
      done.set(product, now);
      queues.find(queue => queue[0] === product)!.shift();
    }
    if (now >= until - 0.001 || running.size + queues.flat().length === 0)
      return {startedAt: 0, products: LANES.flat(), done, running};
  }
};

/** Products of these seconds; the first ones done at these seconds, the next ones running since the beginning. */
const progress = (
  seconds: readonly number[],
  {done = [], running = 0}: {readonly done?: readonly number[]; readonly running?: number} = {},
): Progress => {
  const products = seconds.map(product);
  return {
    startedAt: 0,
    products,
    done: new Map(done.map((at, index) => [products[index]!, at * 1000])),
    running: new Map(products.slice(done.length, done.length + running).map(each => [each, 0])),
  };
};

const product = (seconds: number, index: number): Product => ({
  component: 'etcd',
  version: '1.0',
  name: `p${index}`,
  seconds,
  source: {path: 'example.org/p', version: '1.0.0'},
  compile: {language: 'go', package: 'example.org/p'},
  proof: {args: [], says: ''},
});
