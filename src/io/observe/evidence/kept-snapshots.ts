import type {SnapshotEvidence} from '../../../core/diagnosis/evidence.js';
import {parseSnapshotFileName} from '../../../core/snapshots/file-name.js';
import type {Answer} from '../../remote/facts/answer.js';

/** The schedule of a host and its newest snapshot; undefined without a schedule. */
export function snapshotsIn(answer: Answer): SnapshotEvidence | undefined {
  const lines = answer.has('snapshots') ? answer.lines('snapshots') : [];
  const since = lines.map(line => /^since (\d{1,12})$/.exec(line)?.[1]).find(seconds => seconds !== undefined);
  if (since === undefined) return undefined;
  const times = lines.flatMap(line => parseSnapshotFileName(line)?.takenAt.getTime() ?? []);
  return {
    since: new Date(Number(since) * 1000),
    ...(times.length === 0 ? {} : {newest: new Date(Math.max(...times))}),
  };
}
