import {bytes} from '../../core/format.js';
import type {ListedSnapshot} from '../../core/snapshots/listed.js';
import {columns} from './columns.js';

/** A table of snapshots. */
export const snapshotsText = (snapshots: readonly ListedSnapshot[], now: Date): string =>
  snapshots.length === 0
    ? 'There are no snapshots.'
    : columns([HEAD, ...snapshots.map(each => row(each, now))]).join('\n');

const HEAD = ['TAKEN', 'AGE', 'REVISION', 'SIZE', 'CLUSTER', 'STATE', 'PROVEN', 'ENCRYPTED', 'WHERE'];

const row = (snapshot: ListedSnapshot, now: Date): readonly string[] => {
  const {takenAt, revision, bytes: size, etcdClusterId, state, proven, encryption, host, path} = snapshot;
  return [
    takenAt === undefined ? '-' : takenAt.replace(/\.\d+Z$/, 'Z'),
    takenAt === undefined ? '-' : age(now.getTime() - Date.parse(takenAt)),
    revision ?? '-',
    bytes(size),
    etcdClusterId ?? '-',
    state,
    proven ? 'yes' : 'no',
    encryption === 'none' ? 'no' : encryption,
    host === undefined ? path : `${host}:${path}`,
  ];
};

/** In one unit, as kubectl shows it: "45s", "12m", "5h", "3d"; of a time in the future "-". */
function age(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 0) return '-';
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}
