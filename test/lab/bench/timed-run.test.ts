import {expect, test} from 'vitest';
import {PREPARE} from '../../../src/core/plan/stage-kinds/prepare.js';
import {uploadSecondsOf} from '../../../src/lab/bench/timed-run.js';

test('the time of the artifacts is that of the stages which install them', () => {
  const stages = [
    {title: PREPARE.install.title('', ''), tookS: 30},
    {title: PREPARE['install-on-members'].title('', ''), tookS: 5},
    {title: 'Start the services', tookS: 11},
  ];
  expect(uploadSecondsOf(stages)).toBe(35);
  expect(uploadSecondsOf(stages.slice(2))).toBe(0);
});
