import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import type {Bundle} from '../../core/artifacts/bundle.js';
import {parseBundle} from '../../core/artifacts/parse-manifest.js';
import {Failure} from '../../core/failure.js';
import {type Digest, digestOf} from '../../core/model/names.js';
import {refuseWritableByOthers} from './permissions.js';

/** sha256 of a file, read in pieces. */
export const digestOfFile = async (path: string): Promise<Digest> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, {highWaterMark: 1 << 20}), hash);
  return digestOf(hash.digest('hex'));
};

export const MANIFEST = 'bundle.json';

/**
 * The checked bundle.json of a directory.
 * @throws Failure artifacts/no-bundle, artifacts/unreadable, artifacts/bad-manifest, artifacts/writable-by-others
 */
export const readManifest = async (directory: string): Promise<Bundle> => {
  const path = join(directory, MANIFEST);
  const text = await readText(path, missing => noBundle(directory, missing));
  await refuseWritableByOthers(directory);
  await refuseWritableByOthers(path);
  return manifestIn(text, path, 'Bundle', [buildCommand(directory)]);
};

/**
 * Checks the text of a manifest.
 * @param remedies how to write it again, or to restore it. @throws Failure artifacts/bad-manifest
 */
export const manifestIn = (text: string, path: string, kind: Bundle['kind'], remedies: readonly string[]): Bundle => {
  const bundle = parseBundle(parseJson(path, text, remedies));
  if (!('artifacts' in bundle)) {
    const problems = bundle.map(({message}) => `  ${message}`).join('\n');
    throw bad(path, `it is not a manifest:\n${problems}`, remedies);
  }
  if (bundle.kind !== kind) throw bad(path, `its kind is ${bundle.kind}, and must be ${kind}`, remedies);
  return bundle;
};

/** @param missing what is thrown if there is no such file. @throws Failure artifacts/unreadable */
export const readText = async (path: string, missing: (cause: unknown) => Failure): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw missing(error);
    throw new Failure('artifacts/unreadable', `Reading ${path}: ${message}`, {
      suggestions: [`ls -l ${path}`],
      cause: error,
    });
  }
};

const noBundle = (directory: string, cause: unknown): Failure =>
  new Failure('artifacts/no-bundle', `no bundle found in ${directory} (${MANIFEST} is missing)`, {
    suggestions: [
      `quorate bundle fetch --download --kubernetes VERSION --output ${directory}`,
      buildCommand(directory),
      'or set spec.artifacts.bundle to the directory of a bundle',
    ],
    cause,
  });

const parseJson = (path: string, text: string, remedies: readonly string[]): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw bad(path, `it is not JSON: ${(error as Error).message}`, remedies, error);
  }
};

const bad = (path: string, problem: string, remedies: readonly string[], cause?: unknown): Failure =>
  new Failure('artifacts/bad-manifest', `Reading ${path}: ${problem}`, {suggestions: remedies, cause});

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
