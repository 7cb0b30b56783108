import {describe, expect, test} from 'vitest';
import {confirmName} from '../../../src/commands/base/confirm-name.js';

const asked = {
  question: 'Delete cluster production?',
  name: 'production',
  given: undefined,
  yes: false,
  isTerminal: false,
  commandLine: 'quorate reset --all',
  signal: new AbortController().signal,
  beforeAsking: () => {},
};

describe('the question for the name of the cluster', () => {
  test.each([
    ['--confirm with the name', {given: 'production'}],
    ['--yes', {yes: true}],
    ['both', {given: 'production', yes: true}],
  ])('is answered by %s', async (_, flags) => {
    expect(await confirmName({...asked, ...flags})).toBe(true);
  });

  test.each([{yes: false}, {yes: true}])('is not answered by another name with %o', async flags => {
    await expect(confirmName({...asked, ...flags, given: 'staging'})).rejects.toMatchObject({
      code: 'usage/confirm-differs',
    });
  });

  test('cannot be asked without a terminal, and the answer for scripts is named', async () => {
    await expect(confirmName(asked)).rejects.toMatchObject({
      code: 'usage/needs-confirmation',
      suggestions: ['quorate reset --all --confirm production'],
    });
  });
});
