import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {captureOutput} from '@oclif/test';
import {expect, test} from 'vitest';
import Recover from '../../../src/commands/etcd/recover.js';
import Restore from '../../../src/commands/etcd/restore.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const example = (name: string) => join(root, 'docs', 'examples', `${name}.yaml`);

const run = (command: typeof Restore | typeof Recover, argv: string[]): Promise<unknown> =>
  command === Restore ? Restore.run(argv, {root}) : Recover.run(argv, {root});

/** What a shell would see of a command that is refused before it connects to a host. */
async function refused(command: typeof Restore | typeof Recover, ...argv: readonly string[]) {
  process.exitCode = undefined;
  const {stdout, error} = await captureOutput(() => run(command, [...argv, '--json']));
  process.exitCode = undefined;
  return {exit: (error as {oclif?: {exit?: number}} | undefined)?.oclif?.exit, ...JSON.parse(stdout).error};
}

test.each([
  ['nothing', []],
  ['a snapshot and --discard-old', ['snapshot.db', '--discard-old']],
])('a restore of %s is a usage error', async (_, argv) => {
  expect(await refused(Restore, ...argv)).toMatchObject({exit: 2, code: 'usage/restore-what'});
});

test.each([
  [Restore, ['snapshot.db']],
  [Restore, ['--discard-old']],
  [Recover, []],
] as const)('the name of another cluster in --confirm contacts nothing', async (command, argv) => {
  expect(await refused(command, ...argv, '--confirm', 'production', '-c', example('stacked'))).toMatchObject({
    exit: 2,
    code: 'usage/confirm-differs',
  });
});

test.each([
  [Restore, ['snapshot.db']],
  [Restore, ['--discard-old']],
  [Recover, []],
] as const)('an unmanaged etcd is left to its operators', async (command, argv) => {
  expect(await refused(command, ...argv, '-c', example('unmanaged-etcd'))).toMatchObject({
    exit: 1,
    code: 'etcd/restore-unmanaged',
  });
});

test('a file that is no snapshot is refused before any host is asked', async () => {
  expect(await refused(Restore, example('stacked'), '-c', example('stacked'))).toMatchObject({
    code: 'etcd/snapshot-unusable',
  });
});

test('a host that the configuration does not have is neither lost nor recovered from', async () => {
  for (const flag of ['--lost', '--from'])
    expect(await refused(Recover, flag, 'cp9', '-c', example('stacked'))).toMatchObject({code: 'usage/unknown-host'});
});
