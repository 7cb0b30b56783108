import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {open, readdir, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {Failure} from '../../core/failure.js';
import type {FoundSnapshot} from '../../core/snapshots/listed.js';
import {MANIFEST_BYTES} from '../../core/snapshots/manifest.js';
import {whyUnreadable} from './unreadable.js';

/** The snapshots in a directory of this machine, each read once; none if there is no directory. */
export async function snapshotsIn(directory: string): Promise<readonly FoundSnapshot[]> {
  const names = await readdir(directory).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw new Failure('etcd/snapshot-unusable', `cannot list the snapshots in ${directory}: ${whyUnreadable(cause)}`, {
      suggestions: [`ls -ld ${directory}`],
      cause,
    });
  });
  const found: FoundSnapshot[] = [];
  // One after another: two at once read no faster from one disk.
  for (const name of names.filter(each => /\.db(?:\.age|\.cms)?$/.test(each)).toSorted()) {
    const path = join(directory, name);
    const about = await stat(path).catch(() => undefined);
    if (about?.isFile() !== true) continue;
    const [sha256, manifest] = [await digestIn(path), await textIn(`${path}.json`)];
    found.push({name, bytes: about.size, ...(sha256 && {sha256}), ...(manifest !== undefined && {manifest})});
  }
  return found;
}

async function digestIn(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(path, {highWaterMark: 2 ** 20})) hash.update(piece as Buffer);
    return hash.digest('hex');
  } catch {
    return undefined;
  }
}

async function textIn(path: string): Promise<string | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const {buffer, bytesRead} = await file.read(Buffer.alloc(MANIFEST_BYTES + 1), 0, MANIFEST_BYTES + 1, 0);
      return bytesRead > MANIFEST_BYTES ? 'too large' : buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
