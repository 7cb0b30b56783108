import type {PlaceFact} from '../../../src/core/model/place.js';

/** A directory on the root file system of a machine with 100 GiB free. */
export const placeFact = (path: string, changes: Partial<PlaceFact> = {}): PlaceFact => ({
  real: path,
  writable: true,
  freeBytes: 100 * 2 ** 30,
  freeInodes: 1_000_000,
  mount: {point: '/', device: '254:0', options: ['rw', 'relatime']},
  ...changes,
});

export const placesOf = (
  paths: readonly string[],
  changes: Readonly<Record<string, Partial<PlaceFact>>> = {},
): ReadonlyMap<string, PlaceFact> => new Map(paths.map(path => [path, placeFact(path, changes[path])]));
