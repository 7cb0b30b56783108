import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {Failure} from '../../core/failure.js';
import {type Digest, digestOf} from '../../core/model/names.js';
import type {Bundle} from '../../core/versions/bundle.js';
import {parseBundle} from '../../core/versions/parse-manifest.js';

/** sha256 of a file, read in pieces. */
export const digestOfFile = async (path: string): Promise<Digest> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, {highWaterMark: 1 << 20}), hash);
  return digestOf(hash.digest('hex'));
};

export const MANIFEST = 'bundle.json';

/**
 * The checked bundle.json of a folder.
 * @throws Failure artifacts/no-bundle, artifacts/unreadable, artifacts/bad-manifest
 */
export const readManifest = async (directory: string): Promise<Bundle> => {
  const path = join(directory, MANIFEST);
  const bundle = parseBundle(parseJson(path, await readText(directory, path)));
  if (!Array.isArray(bundle)) return bundle as Bundle;
  throw new Failure(
    'artifacts/bad-manifest',
    `Reading ${path}: it is no bundle manifest:\n${bundle.map(({message}) => `  ${message}`).join('\n')}`,
    {suggestions: [BUILD]},
  );
};

const readText = async (directory: string, path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      throw new Failure(
        'artifacts/no-bundle',
        `Looking for binaries and images: there is no finished bundle in ${directory} (no ${MANIFEST})`,
        {suggestions: [BUILD, 'or name another folder in artifacts.bundle'], cause: error},
      );
    throw new Failure('artifacts/unreadable', `Reading ${path}: ${message}`, {
      suggestions: [`ls -l ${path}`],
      cause: error,
    });
  }
};

const parseJson = (path: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Failure('artifacts/bad-manifest', `Reading ${path}: it is not JSON: ${(error as Error).message}`, {
      suggestions: [BUILD],
      cause: error,
    });
  }
};

const BUILD = 'quorate bundle build';
