import {createWriteStream, existsSync} from 'node:fs';
import {chmod, mkdir, rename} from 'node:fs/promises';
import {dirname} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {createGunzip} from 'node:zlib';
import type {Artifact} from '../../../core/artifacts/bundle.js';
import type {OpenBundle} from '../../../io/bundle/bundle.js';

/** Writes an artifact of a bundle without its compression, unless the file exists. Returns its path. */
export async function unpackedArtifact(bundle: OpenBundle, artifact: Artifact, path: string): Promise<string> {
  if (existsSync(path)) return path;
  await mkdir(dirname(path), {recursive: true});
  const {bytes} = await bundle.open(artifact);
  await pipeline(bytes, createGunzip(), createWriteStream(`${path}.new`));
  await chmod(`${path}.new`, 0o755);
  await rename(`${path}.new`, path);
  return path;
}
