import type {SnapshotEvidence} from '../../../../src/core/diagnosis/evidence.js';
import {all, before, onHost} from '../support/healthy.js';
import {type Fault, fault, stacked} from './fault.js';

const scheduled = {...stacked, etcd: {...stacked.etcd, snapshots: {everySeconds: 3600, keepSeconds: 86_400}}};
const on = (snapshots: SnapshotEvidence) =>
  all(...['cp1', 'cp2', 'cp3'].map(host => onHost(host, () => ({snapshots}))));
const since = before(100_000);

/** Snapshots that etcd should have taken by itself. */
export const SNAPSHOT_FAULTS: readonly Fault[] = [
  fault(scheduled, 'no scheduled snapshot', 'etcd/snapshots-overdue', on({since})),
  fault(scheduled, 'only old scheduled snapshots', 'etcd/snapshots-overdue', on({since, newest: before(7300)})),
  fault(
    scheduled,
    'a recent snapshot on one host',
    [],
    on({since, newest: before(9000)}),
    onHost('cp2', () => ({snapshots: {since, newest: before(3700)}})),
  ),
  fault(scheduled, 'a schedule that is new', [], on({since: before(3700)})),
  fault(
    scheduled,
    'old snapshots, and a host that does not say',
    [],
    on({since}),
    onHost('cp2', () => ({snapshots: undefined as never})),
  ),
];
