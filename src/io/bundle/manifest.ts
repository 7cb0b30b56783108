import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import type {Bundle} from '../../core/artifacts/bundle.js';
import {parseBundle} from '../../core/artifacts/parse-manifest.js';
import {Failure} from '../../core/failure.js';
import {type Digest, digestOf} from '../../core/model/names.js';

/** sha256 of a file, read in pieces. */
export const digestOfFile = async (path: string): Promise<Digest> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, {highWaterMark: 1 << 20}), hash);
  return digestOf(hash.digest('hex'));
};

export const MANIFEST = 'bundle.json';

/**
 * The checked bundle.json of a directory.
 * @throws Failure artifacts/no-bundle, artifacts/unreadable, artifacts/bad-manifest
 */
export const readManifest = async (directory: string): Promise<Bundle> => {
  const path = join(directory, MANIFEST);
  const bundle = parseBundle(parseJson(directory, path, await readText(directory, path)));
  if (!Array.isArray(bundle)) return bundle as Bundle;
  throw new Failure(
    'artifacts/bad-manifest',
    `Reading ${path}: it is not a bundle manifest:\n${bundle.map(({message}) => `  ${message}`).join('\n')}`,
    {suggestions: [buildCommand(directory)]},
  );
};

const readText = async (directory: string, path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      throw new Failure('artifacts/no-bundle', `no bundle found in ${directory} (${MANIFEST} is missing)`, {
        suggestions: [buildCommand(directory), 'or set spec.artifacts.bundle to the directory of a bundle'],
        cause: error,
      });
    throw new Failure('artifacts/unreadable', `Reading ${path}: ${message}`, {
      suggestions: [`ls -l ${path}`],
      cause: error,
    });
  }
};

const parseJson = (directory: string, path: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Failure('artifacts/bad-manifest', `Reading ${path}: it is not JSON: ${(error as Error).message}`, {
      suggestions: [buildCommand(directory)],
      cause: error,
    });
  }
};

/** The command that builds what a bundle directory lacks. */
export const buildCommand = (
  directory: string,
  {kubernetes = 'VERSION', etcd}: {readonly kubernetes?: string; readonly etcd?: string} = {},
): string =>
  [
    `quorate bundle build --kubernetes ${kubernetes}`,
    ...(etcd === undefined ? [] : [`--etcd ${etcd}`]),
    `--output ${directory}`,
  ].join(' ');
