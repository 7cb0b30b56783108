import {defineConfig} from 'vitest/config';
import {BaseSequencer, type TestSpecification} from 'vitest/node';

const minutes = (count: number): number => count * 60_000;

/** Files that share a lab go on where the one before left it: docs/lab.md. */
class InOrderOfNames extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((one, other) => (one.moduleId < other.moduleId ? -1 : 1));
  }
}

export default defineConfig({
  test: {
    globalSetup: 'test/e2e/setup.ts',
    sequence: {sequencer: InOrderOfNames},
    include: ['test/e2e/**/*.test.ts'],
    // Long drills that are not part of every run: npm run test:lab -- --full
    exclude: process.env.LAB_FULL ? [] : ['test/e2e/full/**'],
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
