import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {loadTemplates} from '../../../src/io/local/templates.js';

test('every file under templates/ is loaded by its path', async () => {
  const templates = await loadTemplates();
  expect(templates.get('host/put.sh')).toBe(readFileSync('templates/host/put.sh', 'utf8'));
  expect([...templates.keys()].every(path => !path.startsWith('/') && !path.includes('\\'))).toBe(true);
});
