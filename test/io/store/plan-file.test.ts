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
  ['missing.json', undefined, 'there is no such file'],
  ['.', undefined, 'it is a folder'],
  ['broken.json', '{"kind": ', 'it is not JSON'],
])('of %s it is said why it cannot be read, and how to make a plan', async (name, text, why) => {
  const path = join(folder, name);
  if (text !== undefined) await writeFile(path, text);
  await expect(readPlan(path)).rejects.toMatchObject({
    code: 'upgrade/unreadable-plan',
    message: `cannot read the plan ${path}: ${why}`,
    suggestions: ['make one: quorate upgrade plan --out plan.json'],
  });
});

test('of one that is JSON and no plan, everything is said at once', async () => {
  const path = join(folder, 'other.json');
  await writeFile(path, '{"kind": "Cluster"}');
  await expect(readPlan(path)).rejects.toMatchObject({
    code: 'refused/findings',
    message: expect.stringMatching(/apiVersion is .*\n.*kind is "Cluster", not "UpgradePlan"\n/),
  });
});
