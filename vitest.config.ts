import {defineConfig} from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/lab/**'],
    reporters: ['default', './test/support/plain-reporter.ts'],
    // Commands run inside the test process write to the real streams, and @oclif/test reads them there.
    disableConsoleIntercept: true,
  },
});
