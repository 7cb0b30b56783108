// `npm run test:lab`, with vitest's own words after it; `--full` adds the drills of test/e2e/full, which take hours.
// LAB_DEADLINE, in seconds since the epoch, is when it has to be over: what does not fit is left out, and named.
import {execa} from 'execa';
import {affordsBuild} from './budget.js';

const words = process.argv.slice(2);
const full = words.includes('--full');
const others = words.filter(word => word !== '--full');
const deadline = process.env.LAB_DEADLINE ? Number(process.env.LAB_DEADLINE) * 1000 : undefined;

const FIRST = ['--kubernetes', '1.36.3'];
const SECOND = {versions: ['--kubernetes', '1.37.2'], tests: ['test/e2e/stacked/upgrade.test.ts']};
const OF_DRILLS = [
  ['--kubernetes', '1.36.1', '--etcd', '3.5.35'],
  ['--kubernetes', '1.35.4'],
];

/** How long it took. */
const build = async versions => {
  const started = Date.now();
  await execa('node', ['bin/run.js', 'bundle', 'build', ...versions], {stdio: 'inherit'});
  return Date.now() - started;
};

// Compiling takes minutes, and three times as many beside a lab: what all tests need is there before the first lab is up.
const leftOut = [];
if (others.length === 0) {
  const lastBuildMs = await build(FIRST);
  // Where the first one was in the cache, so is the second, as a rule.
  if (affordsBuild({now: Date.now(), deadline, lastBuildMs})) await build(SECOND.versions);
  else leftOut.push(...SECOND.tests);
  if (full) for (const versions of OF_DRILLS) await build(versions);
}

const {exitCode} = await execa(
  'vitest',
  ['run', '--config', 'vitest.e2e.config.ts', ...leftOut.flatMap(file => ['--exclude', file]), ...others],
  {env: full ? {LAB_FULL: '1'} : {}, preferLocal: true, reject: false, stdio: 'inherit'},
);
for (const file of leftOut) console.log(`skipped: ${file}: no time was left to build Kubernetes ${SECOND.versions[1]}`);
process.exitCode = exitCode ?? 1;
