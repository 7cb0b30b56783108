import {type Digest, digestOf, type EtcdId} from '../model/names.js';
import type {SnapshotManifest} from '../model/snapshot-manifest.js';
import {type NamedSnapshot, parseSnapshotFileName} from './file-name.js';
import {parseManifest} from './manifest.js';

/** A file that is called a snapshot, as it was found. */
export interface FoundSnapshot {
  readonly name: string;
  readonly bytes: number;
  /** Undefined if it could not be read. */
  readonly sha256?: string;
  /** The text beside it; undefined: there is none. */
  readonly manifest?: string;
}

/** A snapshot as a list shows it. */
export interface ListedSnapshot {
  /** Undefined: on the machine that runs quorate. */
  readonly host?: string;
  readonly path: string;
  /** good: it is what its manifest says. */
  readonly state: 'good' | 'no manifest' | 'damaged';
  readonly bytes: number;
  /** ISO 8601, UTC; undefined if neither the manifest nor the name says it. */
  readonly takenAt?: string;
  readonly revision?: string;
  readonly etcdClusterId?: EtcdId;
  /** The member that it was taken from. */
  readonly from?: string;
  readonly encryption: NamedSnapshot['encryption'];
  /** A trial restore succeeded. */
  readonly proven: boolean;
  /** Of the snapshot, decrypted. */
  readonly sha256?: Digest;
}

/** @param place its folder, and its host if it is not here. */
export function listedSnapshot(
  {name, bytes, sha256, manifest: text}: FoundSnapshot,
  {folder, host}: {readonly folder: string; readonly host?: string},
): ListedSnapshot {
  const named = parseSnapshotFileName(name);
  const manifest = text === undefined || text === '' ? undefined : parseManifest(text);
  const takenAt = manifest?.takenAt ?? named?.takenAt.toISOString();
  const revision = manifest?.revision ?? named?.revision;
  const etcdClusterId = manifest?.etcdClusterId ?? named?.etcdClusterId;
  return {
    ...(host === undefined ? {} : {host}),
    path: `${folder}/${name}`,
    state: manifest === undefined ? 'no manifest' : isIntact(manifest, bytes, sha256) ? 'good' : 'damaged',
    bytes,
    ...(takenAt === undefined ? {} : {takenAt}),
    ...(revision === undefined ? {} : {revision}),
    ...(etcdClusterId === undefined ? {} : {etcdClusterId}),
    ...(manifest === undefined ? {} : {from: manifest.host, sha256: manifest.sha256}),
    encryption: named?.encryption ?? encryptionOf(name),
    proven: manifest?.proven !== undefined,
  };
}

const isIntact = ({stored, sha256, bytes}: SnapshotManifest, found: number, digest: string | undefined): boolean => {
  const expected = stored ?? {sha256, bytes};
  return digest !== undefined && expected.bytes === found && expected.sha256 === digestOf(digest);
};

const encryptionOf = (name: string): NamedSnapshot['encryption'] =>
  name.endsWith('.age') ? 'age' : name.endsWith('.cms') ? 'cms' : 'none';

/** The newest first; those of an unknown time last. */
export const newestFirst = (one: ListedSnapshot, other: ListedSnapshot): number =>
  (other.takenAt ?? '').localeCompare(one.takenAt ?? '') || one.path.localeCompare(other.path);
