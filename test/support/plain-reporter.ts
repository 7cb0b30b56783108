import type {Reporter, SerializedError, TestModule} from 'vitest/node';

/** Closes a run with one line that people and pipelines read alike: "12 passed, 0 failed". */
export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    console.log(`\n${closingLine(modules, unhandled.length)}`);
  }
}

/**
 * A module that could not be loaded, a hook that threw and an uncaught error are failures too: no test says so,
 * their tests count as skipped or are not there at all.
 */
const closingLine = (modules: readonly TestModule[], unhandledErrors: number): string => {
  const states = modules.flatMap(module => [...module.children.allTests()].map(test => test.result().state));
  const count = (state: string): number => states.filter(each => each === state).length;
  const places = modules.flatMap(module => [module, ...module.children.allSuites()]);
  const outsideTests = places.reduce((sum, place) => sum + place.errors().length, 0) + unhandledErrors;
  const skipped = count('skipped') + count('pending');
  return `${count('passed')} passed, ${count('failed') + outsideTests} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
};
