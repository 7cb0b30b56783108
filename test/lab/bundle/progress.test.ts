import {describe, expect, test} from 'vitest';
import type {Product} from '../../../src/lab/bundle/product.js';
import {type Progress, progressText, secondsLeft} from '../../../src/lab/bundle/progress.js';

describe('how long a build still takes', () => {
  test('is the measured time of everything at the beginning', () => {
    expect(secondsLeft(progress([100, 200]), 0)).toBe(300);
  });

  test('is less when what was built took half its time', () => {
    const left = secondsLeft(progress([200, 200], {done: 1}), 100_000);
    expect(left).toBeLessThan(200);
    expect(left).toBeGreaterThanOrEqual(100);
  });

  test('is more on a slower machine', () => {
    const left = secondsLeft(progress([200, 200], {done: 1}), 400_000);
    expect(left).toBeGreaterThan(300);
    expect(left).toBeLessThanOrEqual(400);
  });

  test('shrinks while one product is built', () => {
    const building = progress([100, 200], {running: 1});
    expect(secondsLeft(building, 50_000)).toBeCloseTo(250);
  });

  test('is not zero before the build is done, however long a product takes', () => {
    const building = progress([100], {running: 1});
    expect(secondsLeft(building, 1_000_000)).toBeGreaterThan(0);
  });

  test('counts the time of two that are built side by side once', () => {
    expect(secondsLeft(progress([100, 100], {running: 2}), 60_000)).toBeCloseTo(140);
  });
});

test('a line names what is being built, how far it is and how long is left', () => {
  expect(progressText(progress([215, 32, 60], {done: 1, running: 2}), 215_000)).toMatch(
    /^p1 1\.0 and p2 1\.0 \(1 of 3 done\), about \d+ s left$/,
  );
  expect(progressText(progress([300, 301], {running: 1}), 0)).toBe('p0 1.0 (0 of 2 done), about 10 min 5 s left');
});

/** Products of these seconds; the first ones done, the next ones running since the beginning. */
const progress = (seconds: readonly number[], {done = 0, running = 0} = {}): Progress => {
  const products = seconds.map(product);
  return {
    startedAt: 0,
    products,
    done: new Set(products.slice(0, done)),
    running: new Map(products.slice(done, done + running).map(each => [each, 0])),
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
