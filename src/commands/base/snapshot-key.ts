import {Flags} from '@oclif/core';
import {Failure} from '../../core/failure.js';
import type {AskSnapshotKey} from '../../io/local/snapshot-file.js';

export const snapshotKeyFlags = {
  'passphrase-file': Flags.string({
    description: 'File with the passphrase of an encrypted snapshot',
    helpValue: 'FILE',
    exclusive: ['identity-file'],
  }),
  'identity-file': Flags.string({
    description: 'File with the age identity, or the private key (PEM), that an encrypted snapshot is for',
    helpValue: 'FILE',
  }),
};

interface Given {
  readonly 'passphrase-file'?: string | undefined;
  readonly 'identity-file'?: string | undefined;
}

/** The key from a file of the flags; else a passphrase is asked for on a terminal. */
export const snapshotKey =
  (given: Given, signal: AbortSignal): AskSnapshotKey =>
  async (path, kind, again) => {
    const file = given[`${kind}-file`];
    if (file !== undefined) return again ? undefined : contentOf(file);
    if (kind === 'identity' || !process.stdin.isTTY || !process.stderr.isTTY) return undefined;
    const {password} = await import('@inquirer/prompts');
    const message = `${again ? 'Wrong passphrase. ' : ''}Passphrase of the snapshot ${path}:`;
    return password({message}, {output: process.stderr, signal});
  };

async function contentOf(file: string): Promise<string> {
  const {readSmallFile} = await import('../../io/local/small-file.js');
  const found = await readSmallFile(file);
  if ('content' in found) return found.content.toString().trimEnd();
  throw new Failure('etcd/snapshot-key', `the key file ${file} ${found.why}`, {
    suggestions: ['name a file that can be read, with the passphrase or the identity'],
  });
}
