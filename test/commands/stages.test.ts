import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {captureOutput} from '@oclif/test';
import {expect, test} from 'vitest';
import HelpStages from '../../src/commands/help/stages.js';
import {STAGES, type StageId, titleOf} from '../../src/core/plan/stages.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const ids = Object.keys(STAGES) as StageId[];

test('help stages prints every stage of the table with its number, in order', async () => {
  const {stdout} = await captureOutput(() => HelpStages.run([], {root}));
  const numbered = stdout.split('\n').filter(line => /^ ?\d+ /.test(line));
  expect(numbered).toHaveLength(ids.length);
  for (const [index, line] of numbered.entries()) expect(line).toContain(`${index + 1}  ${titleOf(ids[index]!)}`);
});

test('help stages --json has the same stages', async () => {
  const {stdout} = await captureOutput(() => HelpStages.run(['--json'], {root}));
  const {stages} = JSON.parse(stdout) as {stages: readonly {id: string}[]};
  expect(stages.map(({id}) => id)).toEqual(ids);
});
