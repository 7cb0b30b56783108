import {defineConfig} from 'vitest/config';

const minutes = (count: number): number => count * 60_000;

export default defineConfig({
  test: {
    include: ['test/lab/**/*.test.ts'],
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
