// `npm run test:lab`, with vitest's own words after it; `--full` adds the drills of test/lab/full, which take hours.
import {execa} from 'execa';

const words = process.argv.slice(2);
const full = words.includes('--full');
const others = words.filter(word => word !== '--full');

// Compiling takes minutes, and three times as many beside a lab: what all tests need is there before the first lab is up.
const needed = [
  ['--kubernetes', '1.36.3'],
  ['--kubernetes', '1.37.2'],
];
const neededByDrills = [
  ['--kubernetes', '1.36.1', '--etcd', '3.5.35'],
  ['--kubernetes', '1.35.4'],
];
if (others.length === 0)
  for (const versions of full ? [...needed, ...neededByDrills] : needed)
    await execa('node', ['bin/run.js', 'bundle', 'build', ...versions], {stdio: 'inherit'});

const {exitCode} = await execa('vitest', ['run', '--config', 'vitest.lab.config.ts', ...others], {
  env: full ? {LAB_FULL: '1'} : {},
  preferLocal: true,
  reject: false,
  stdio: 'inherit',
});
process.exitCode = exitCode ?? 1;
