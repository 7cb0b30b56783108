import type {SnapshotEvidence} from '../../../../src/core/diagnosis/evidence.js';
import {testCa} from '../../../support/certificates.js';
import {all, before, facts, onHost} from '../support/healthy.js';
import {type Fault, fault, stacked} from './fault.js';

const scheduled = {...stacked, etcd: {...stacked.etcd, snapshots: {everySeconds: 3600, keepSeconds: 86_400}}};
const encrypted = {
  ...scheduled,
  packages: 'require' as const,
  etcd: {...scheduled.etcd, snapshots: {...scheduled.etcd.snapshots, recipient: testCa().certPem}},
};
const withoutOpenssl = (host: string) =>
  facts(host, ({commands}) => ({commands: commands.filter(each => each !== 'openssl')}));
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
  fault(encrypted, 'a member without openssl', 'etcd/snapshots-openssl cp2', withoutOpenssl('cp2')),
  fault(encrypted, 'a worker without openssl', [], withoutOpenssl('w1')),
  fault(
    {...encrypted, packages: 'install'},
    'a member without openssl, which quorate installs',
    'drift/package-missing cp2',
    withoutOpenssl('cp2'),
  ),
];
