// `npm run test:lab`, with vitest's own words after it; `--full` adds the drills of test/lab/full, which take hours.
import {execa} from 'execa';

const words = process.argv.slice(2);
const full = words.includes('--full');
const others = words.filter(word => word !== '--full');

// Compiling takes minutes, and three times as many beside a lab: what all tests need is there before the first lab is up.
if (others.length === 0)
  for (const version of ['1.36.3', '1.37.2'])
    await execa('node', ['bin/run.js', 'bundle', 'build', '--kubernetes', version], {stdio: 'inherit'});

const {exitCode} = await execa('vitest', ['run', '--config', 'vitest.lab.config.ts', ...others], {
  env: full ? {LAB_FULL: '1'} : {},
  preferLocal: true,
  reject: false,
  stdio: 'inherit',
});
process.exitCode = exitCode ?? 1;
