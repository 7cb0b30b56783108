import {defineConfig} from 'vitest/config';

const minutes = (count: number): number => count * 60_000;

export default defineConfig({
  test: {
    include: ['test/lab/**/*.test.ts'],
    // Long drills that are not part of every run: LAB_FULL=1 npm run test:lab
    exclude: process.env.LAB_FULL ? [] : ['test/lab/full/**'],
    reporters: ['default', './test/support/plain-reporter.ts'],
    disableConsoleIntercept: true,
    // The files share one machine: its memory, its bridges and its cores.
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: minutes(10),
    hookTimeout: minutes(10),
    teardownTimeout: minutes(2),
  },
});
