import {digestOf, etcdId} from '../model/names.js';
import type {SnapshotManifest} from '../model/snapshot-manifest.js';

/** Larger is no manifest. */
export const MANIFEST_BYTES = 64 * 1024;

export const manifestText = (manifest: SnapshotManifest): string => `${JSON.stringify(manifest, undefined, 2)}\n`;

/** The manifest in a file beside a snapshot; undefined if it is not one, or one of a later format. */
export function parseManifest(text: string): SnapshotManifest | undefined {
  const found = objectIn(text);
  if (found?.format !== 1) return undefined;
  const cluster = record(found.cluster);
  const versions = record(found.versions);
  const {takenAt, host, sha256, bytes, revision, etcdClusterId, encryptionKeys} = found;
  if (!isTime(takenAt) || !isWord(host) || !matches(SHA256, sha256) || !isCount(bytes)) return undefined;
  if (!matches(/^\d{1,19}$/, revision) || !matches(/^[0-9a-f]{1,16}$/, etcdClusterId)) return undefined;
  if (!isWord(cluster?.name) || !isWord(versions?.etcd) || !isWord(versions?.kubernetes)) return undefined;
  if (!Array.isArray(encryptionKeys) || !encryptionKeys.every(isWord)) return undefined;
  const proven = provenIn(found.proven);
  const stored = storedIn(found.stored);
  return {
    format: 1,
    takenAt,
    host,
    sha256: digestOf(sha256),
    bytes,
    revision,
    etcdClusterId: etcdId(etcdClusterId),
    cluster: {name: cluster.name, ...(matches(/^[0-9a-f]{32}$/, cluster.id) && {id: cluster.id})},
    versions: {etcd: versions.etcd, kubernetes: versions.kubernetes},
    encryptionKeys,
    ...(proven && {proven}),
    ...(stored && {stored}),
    ...(found.scheduled === true && {scheduled: true}),
  };
}

function storedIn(value: unknown): SnapshotManifest['stored'] {
  const stored = record(value);
  return matches(SHA256, stored?.sha256) && isCount(stored?.bytes)
    ? {sha256: digestOf(stored.sha256), bytes: stored.bytes}
    : undefined;
}

function provenIn(value: unknown): SnapshotManifest['proven'] {
  const proven = record(value);
  return isTime(proven?.at) && isCount(proven.keys) ? {at: proven.at, keys: proven.keys} : undefined;
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return record(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const record = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;

const SHA256 = /^[0-9a-f]{64}$/;
const matches = (pattern: RegExp, value: unknown): value is string => typeof value === 'string' && pattern.test(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
/** Printable, and short enough for a line. */
const isWord = (value: unknown): value is string => matches(/^[\x21-\x7e]{1,253}$/, value);
const isTime = (value: unknown): value is string =>
  matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, value) && !Number.isNaN(Date.parse(value));
