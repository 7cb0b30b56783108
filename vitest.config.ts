import {defineConfig} from 'vitest/config';
import {uutils} from './test/support/userland.js';

/** What calls functions and touches nothing of the process: these files share their modules, which take longer to load. */
const PURE = ['core', 'docs', 'run', 'scenario', 'workflows'].map(folder => `test/${folder}/**/*.test.ts`);
const ELSEWHERE = ['test/e2e/**', 'test/bench/**'];

/** What runs scripts of templates/host. */
const SCRIPTS = ['etcd', 'kube', 'lock', 'remote'].map(folder => `test/io/${folder}/**/*.test.ts`);

/** The same tests as on another distribution: its tools, bash, and a language. Left out where uutils is not installed. */
const other = uutils();
const OTHER =
  'why' in other
    ? []
    : [
        {
          extends: true as const,
          test: {
            name: 'uutils',
            include: SCRIPTS,
            env: {PATH: `${other.folder}:${process.env.PATH}`, LANG: 'fr_FR.UTF-8', SCRIPT_SHELL: 'bash'},
          },
        },
      ];

export default defineConfig({
  test: {
    projects: [
      {extends: true, test: {name: 'pure', include: PURE, isolate: false}},
      {extends: true, test: {name: 'rest', include: ['test/**/*.test.ts'], exclude: [...PURE, ...ELSEWHERE]}},
      ...OTHER,
    ],
    // One core is left free unless it is said otherwise, and on two cores that is half of them.
    maxWorkers: '100%',
    reporters: ['default', './test/support/plain-reporter.ts'],
    // A time limit is there for what hangs; how long a test takes says more about the machine than about the code.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: {poll: {timeout: 30_000}},
    // Commands run inside the test process write to the real streams, and @oclif/test reads them there.
    disableConsoleIntercept: true,
  },
});
