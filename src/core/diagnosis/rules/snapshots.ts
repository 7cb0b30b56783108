import {OPENSSL} from '../../checks/preflight/needed-commands.js';
import {duration} from '../../format.js';
import {type DiagnosisContext, knownValue} from '../context.js';
import type {SnapshotEvidence} from '../evidence.js';
import type {RawFinding} from '../findings.js';

/** Periods that may pass without a snapshot: one that the lead was handed over in may have none. */
const PATIENCE = 2;

export const snapshotsRule = (context: DiagnosisContext): readonly RawFinding[] => [
  ...overdue(context),
  ...withoutOpenssl(context),
];

/**
 * The newest scheduled snapshot of all members together is too old. A host that cannot be asked may have a newer one, so
 * nothing is said then.
 */
function overdue({desired, evidence, now}: DiagnosisContext): readonly RawFinding[] {
  const {snapshots: schedule, etcd} = desired;
  if (schedule === undefined) return [];
  const found = etcd.map(({host}) => ({host, snapshots: knownValue(evidence.hosts.get(host))?.snapshots}));
  const known = found.flatMap(({host, snapshots}) => (snapshots === undefined ? [] : [{host, ...snapshots}]));
  // Hosts without the schedule differ from the configuration, which is a finding of its own.
  if (known.length < found.length || known.length === 0) return [];
  const latest = Math.max(...known.map(last));
  const late = now.getTime() - latest;
  if (late <= PATIENCE * schedule.everySeconds * 1000) return [];
  const every = duration(schedule.everySeconds * 1000);
  const newest = known.some(each => each.newest !== undefined);
  return [
    {
      code: 'etcd/snapshots-overdue',
      message: `${newest ? `the newest scheduled snapshot of etcd is ${duration(late)} old` : 'no scheduled snapshot of etcd was taken'}, and one is due every ${every}`,
      evidence: known.map(({host, newest: at}) => `${host}: ${at === undefined ? 'none' : at.toISOString()}`),
    },
  ];
}

/** A schedule that was just turned on has not taken one yet. */
const last = ({since, newest}: SnapshotEvidence): number => Math.max(since.getTime(), newest?.getTime() ?? 0);

/** Where `quorate apply` installs the package, the missing command is a finding already. */
function withoutOpenssl({desired, situation, due}: DiagnosisContext): readonly RawFinding[] {
  if (desired.snapshots?.recipient === undefined) return [];
  return desired.etcd.flatMap(({host}): readonly RawFinding[] => {
    const facts = situation.observed.hosts.get(host);
    const isInstalled = due.some(
      action => action.kind === 'packages/install' && action.host === host && action.commands.includes(OPENSSL),
    );
    if (facts?.known !== true || facts.value.commands.includes(OPENSSL) || isInstalled) return [];
    return [
      {
        code: 'etcd/snapshots-openssl',
        host,
        message: `${host}: takes no scheduled snapshot while it leads: openssl, which encrypts them, is not in PATH`,
        evidence: ['spec.etcd.snapshots.recipient is set'],
      },
    ];
  });
}
