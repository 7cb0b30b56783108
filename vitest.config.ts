import {defineConfig} from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/lab/**', 'test/bench/**'],
    // One core is left free unless it is said otherwise, and on two cores that is half of them.
    maxWorkers: '100%',
    reporters: ['default', './test/support/plain-reporter.ts'],
    // A time limit is there for what hangs; how long a test takes says more about the machine than about the code.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Commands run inside the test process write to the real streams, and @oclif/test reads them there.
    disableConsoleIntercept: true,
  },
});
