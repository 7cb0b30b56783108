import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {readPlan} from '../../../src/io/local/plan-file.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-plan-'));
});

afterAll(() => rm(folder, {recursive: true}));

test.each([
  ['missing.json', undefined, 'no such file'],
  ['.', undefined, 'it is a directory'],
  ['broken.json', '{"kind": ', 'it is not JSON'],
])('%s fails with the reason and the command that creates a plan', async (name, text, why) => {
  const path = join(folder, name);
  if (text !== undefined) await writeFile(path, text);
  await expect(readPlan(path)).rejects.toMatchObject({
    code: 'upgrade/unreadable-plan',
    message: `cannot read the plan ${path}: ${why}`,
    suggestions: ['create one: quorate upgrade plan --out plan.json'],
  });
});

test('JSON that is not a plan fails with every problem', async () => {
  const path = join(folder, 'other.json');
  await writeFile(path, '{"kind": "Cluster"}');
  await expect(readPlan(path)).rejects.toMatchObject({
    code: 'refused/findings',
    message: expect.stringMatching(/apiVersion is .*\n.*kind is "Cluster", not "UpgradePlan"\n/),
  });
});
