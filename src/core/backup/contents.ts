import type {SnapshotManifest} from '../model/snapshot-manifest.js';
import {parseManifest} from '../snapshots/manifest.js';

/**
 * What a backup has: all that is needed to build the cluster again on empty machines. It is a tar archive; its files have
 * these names, and the secrets have their paths on a control plane, without the first slash.
 */
export const CONFIG_NAME = 'cluster.yaml';
export const MANIFEST_NAME = 'snapshot.db.json';
/** The last file: it is large. */
export const SNAPSHOT_NAME = 'snapshot.db';

export const secretName = (path: string): string => path.replace(/^\//, '');

/** The files of a backup that are read into memory, by name. */
export type BackupFiles = ReadonlyMap<string, Buffer>;

/** Larger than any configuration and any key. */
export const MOST_FILE_BYTES = 4 * 2 ** 20;

export interface BackupContents {
  readonly manifest: SnapshotManifest;
  /** The text of the configuration file. */
  readonly config: string;
  /** By path on a control plane. */
  readonly secrets: ReadonlyMap<string, Buffer>;
}

/**
 * @param wanted paths of the shared secrets.
 * @returns what the files are, or what is missing or damaged.
 */
export function backupContents(
  files: BackupFiles,
  wanted: readonly string[],
): {readonly contents: BackupContents} | {readonly problem: string} {
  const names = [MANIFEST_NAME, CONFIG_NAME, ...wanted.map(secretName)];
  const missing = names.filter(name => !files.has(name));
  if (missing.length > 0) return {problem: `it lacks ${missing.join(', ')}`};
  const manifest = parseManifest(files.get(MANIFEST_NAME)!.toString());
  if (manifest === undefined) return {problem: `${MANIFEST_NAME} is damaged, or of a later version of quorate`};
  return {
    contents: {
      manifest,
      config: files.get(CONFIG_NAME)!.toString(),
      secrets: new Map(wanted.map(path => [path, files.get(secretName(path))!])),
    },
  };
}
