import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {captureOutput} from '@oclif/test';
import {expect, test} from 'vitest';
import Renew from '../../../src/commands/pki/renew.js';
import RotateCa from '../../../src/commands/pki/rotate-ca.js';
import RotateEncryption from '../../../src/commands/pki/rotate-encryption.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const FILE = join(root, 'docs', 'examples', 'stacked.yaml');
const COMMANDS = {
  renew: (argv: string[]): Promise<unknown> => Renew.run(argv, {root}),
  ca: (argv: string[]): Promise<unknown> => RotateCa.run(argv, {root}),
  encryption: (argv: string[]): Promise<unknown> => RotateEncryption.run(argv, {root}),
};

/** What a shell would see of a command that contacts no host. */
async function seen(command: keyof typeof COMMANDS, ...argv: readonly string[]) {
  process.exitCode = undefined;
  const words = [...argv, '-c', FILE, '--json'];
  const {stdout, error} = await captureOutput(() => COMMANDS[command](words));
  process.exitCode = undefined;
  return {exit: (error as {oclif?: {exit?: number}} | undefined)?.oclif?.exit, ...JSON.parse(stdout)};
}

test.each([
  ['ca', [], 'usage/rotate-what'],
  ['ca', ['ca', '--because-of', 'w1'], 'usage/rotate-what'],
  ['ca', ['ca'], 'usage/needs-confirmation'],
  ['encryption', [], 'usage/needs-confirmation'],
  ['renew', ['--issued-before', 'yesterday'], 'usage/invalid'],
] as const)('%s %j contacts nothing and is a usage error', async (command, argv, code) => {
  expect(await seen(command, ...argv)).toMatchObject({exit: 2, error: {code}});
});

test('--because-of lists what a worker makes necessary, and contacts nothing', async () => {
  const {exit, rotations} = await seen('ca', '--because-of', 'w1');
  expect(exit).toBeUndefined();
  expect(rotations.map(({command}: {readonly command: string}) => command)).toEqual(['quorate pki rotate-ca ca']);
});
