import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {captureOutput} from '@oclif/test';
import {expect, test} from 'vitest';
import Reset from '../../src/commands/reset.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What a shell would see of a command that is refused before it reads a configuration. */
async function refused(...argv: readonly string[]) {
  process.exitCode = undefined;
  const {stdout, error} = await captureOutput(() => Reset.run([...argv, '--json'], {root}));
  process.exitCode = undefined;
  return {exit: (error as {oclif?: {exit?: number}} | undefined)?.oclif?.exit, ...JSON.parse(stdout).error};
}

test.each([
  ['neither --all nor hosts', [], 'HOST'],
  ['an id alone', ['--cluster-id', 'a', '--cluster-id', 'b'], 'HOST'],
  ['both', ['--all', 'w1', 'w2', '--cluster-id', 'a'], 'w1 w2'],
])('reset with %s is a usage error that names both forms', async (_, argv, hosts) => {
  expect(await refused(...argv)).toMatchObject({
    exit: 2,
    code: 'usage/reset-ambiguous',
    suggestions: ['quorate reset --all', `quorate reset ${hosts}`],
  });
});

test.each([[['w1']], [['--all']], [['w1', '--cluster-id', 'a']]])(
  'reset %j with the name of another cluster in --confirm contacts nothing',
  async argv => {
    const config = join(root, 'docs', 'examples', 'stacked.yaml');
    expect(await refused(...argv, '--confirm', 'production', '-c', config)).toMatchObject({
      exit: 2,
      code: 'usage/confirm-differs',
    });
  },
);

test('--cluster-id takes one value, and a host name may follow it', async () => {
  expect(await refused('--all', '--cluster-id', 'a', 'w1')).toMatchObject({code: 'usage/reset-ambiguous'});
});

test('an unknown flag is not taken for a host name', async () => {
  expect(await refused('w1', '--cluster', 'a')).toMatchObject({exit: 2, code: 'usage/invalid'});
});
