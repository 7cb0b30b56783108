import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {captureOutput} from '@oclif/test';
import {expect, test} from 'vitest';
import Import from '../../../src/commands/pki/import.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

test('an import into a configuration that keeps CA keys on hosts is refused, and contacts nothing', async () => {
  const file = join(root, 'docs', 'examples', 'stacked.yaml');
  const argv = ['-c', file, '--pki-identity-file', 'identity.txt', '--json'];
  const {stdout, error} = await captureOutput(() => Import.run(argv, {root}));
  expect((error as {oclif?: {exit?: number}} | undefined)?.oclif?.exit).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({error: {code: 'config/pki-home'}});
  process.exitCode = undefined;
});
