import {mkdir, open, readFile, stat} from 'node:fs/promises';
import {homedir} from 'node:os';
import {dirname, join} from 'node:path';
import {Failure} from '../../core/failure.js';
import type {HomeFiles} from '../pki/home/files.js';
import {expandHome} from '../transport/ssh/home.js';
import {replaceFile} from './replace-file.js';
import {whyUnreadable} from './unreadable.js';

/** The directory of the operator with the CAs. It is made when the first file is written; only its owner may read it. */
export function caDirectory(configured: string): HomeFiles {
  const directory = expandHome(configured, homedir());
  return {
    directory,
    read: name => readIfThere(directory, join(directory, name)),
    async replace(name, content) {
      try {
        await mkdir(directory, {recursive: true, mode: 0o700});
        await replaceFile(join(directory, name), content, name.endsWith('.crt') ? 0o644 : 0o600);
        await sync(directory);
        await sync(dirname(directory));
      } catch (cause) {
        throw cause instanceof Failure ? cause : unwritable(join(directory, name), cause);
      }
    },
  };
}

/** A file that is not there is only absent if it is known that the directory can be read. */
async function readIfThere(directory: string, path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw unreadable(path, cause);
  }
  await stat(directory).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw unreadable(directory, cause);
  });
  return undefined;
}

/** A rename is durable once its directory is. */
async function sync(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const unreadable = (path: string, cause: unknown): Failure =>
  new Failure('pki/home-unreadable', `${path} cannot be read: ${whyUnreadable(cause)}`, {
    suggestions: [`make it readable for you: ls -ld ${path}`],
    cause,
  });

const unwritable = (path: string, cause: unknown): Failure =>
  new Failure('pki/home-unwritable', `${path} cannot be written: ${(cause as Error).message}`, {
    suggestions: ['make the directory writable, then run the same command again'],
    cause,
  });
