import {defineConfig} from 'vitest/config';

/** What takes long and tells figures: npm run bench:check */
export default defineConfig({
  test: {
    include: ['test/bench/**/*.test.ts'],
    disableConsoleIntercept: true,
    maxWorkers: 1,
    execArgv: ['--expose-gc'],
  },
});
