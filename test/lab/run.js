// `npm run test:lab`, with vitest's own words after it; `--full` adds the drills of test/lab/full, which take hours.
import {execa} from 'execa';

const words = process.argv.slice(2);
const {exitCode} = await execa(
  'vitest',
  ['run', '--config', 'vitest.lab.config.ts', ...words.filter(word => word !== '--full')],
  {
    env: words.includes('--full') ? {LAB_FULL: '1'} : {},
    preferLocal: true,
    reject: false,
    stdio: 'inherit',
  },
);
process.exitCode = exitCode ?? 1;
