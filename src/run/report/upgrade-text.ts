import type {Action} from '../../core/actions/action.js';
import {type VersionChange, versionChangeRows} from '../../core/artifacts/changes.js';
import {counted, listed} from '../../core/format.js';
import {by} from '../../core/group-by.js';
import type {DesiredCluster} from '../../core/model/desired.js';
import type {Plan} from '../../core/plan/stage.js';
import {printableJson} from '../../core/printable.js';
import {drained, lastRollbackStage, outline, snapshotStage} from '../../core/upgrade-plan/outline.js';
import type {SavedPlan} from '../../core/upgrade-plan/saved-plan.js';
import {SKEW} from '../../core/versions/skew.js';

export interface UpgradeView {
  readonly changes: readonly VersionChange[];
  readonly plan: Plan;
  readonly desired: DesiredCluster;
}

/** What an upgrade changes, in which order, and with which interruptions. The actions are printed after it. */
export const upgradeText = (view: UpgradeView): string =>
  [versions(view), stages(view), remarks(view), rules()].join('\n\n');

const versions = ({changes, plan}: UpgradeView): string => {
  const rows = versionChangeRows(changes).map(({component, from, to, hosts}) => [
    component,
    from,
    to,
    listed(hosts, 6),
  ]);
  return [
    ...(rows.length === 0 ? ['No version changes.'] : table([['COMPONENT', 'FROM', 'TO', 'HOSTS'], ...rows])),
    ...imagesAndCertificates(plan),
  ].join('\n');
};

function imagesAndCertificates(plan: Plan): readonly string[] {
  const actions = plan.flatMap(stage => stage.actions);
  const images = by(
    actions.filter(action => action.kind === 'image/import'),
    ({image}) => image,
  );
  const certificates = by(actions.filter(isIssue), ({host}) => host);
  return [
    ...[...images].map(
      ([image, imports]) => `image ${image} on ${listed([...new Set(imports.map(({host}) => host))], 6)}`,
    ),
    ...[...certificates].map(([host, issued]) => `${counted(issued.length, 'certificate')} renewed on ${host}`),
  ];
}

const isIssue = (action: Action) => action.kind === 'cert/issue' || action.kind === 'kubeconfig/issue';

const stages = ({plan, desired}: UpgradeView): string => {
  const replicas = {voters: desired.etcd.length, controlPlanes: desired.controlPlanes.length};
  const lines = outline(plan, replicas).map(({first, last, title, interruption = 'none'}) => [
    first === last ? `${first}` : `${first}-${last}`,
    title,
    interruption,
  ]);
  return table([['#', 'STAGE', 'INTERRUPTION'], ...lines]).join('\n');
};

const remarks = ({plan, changes}: UpgradeView): string =>
  [`Drained nodes: ${listed(drained(plan), 6) || 'none'}.`, ...snapshot(plan), ...rollbackLimit(plan, changes)].join(
    '\n',
  );

function snapshot(plan: Plan): readonly string[] {
  const index = snapshotStage(plan);
  return index === undefined
    ? []
    : [`Snapshot: stage ${index + 1} takes an etcd snapshot, verifies it with etcdutl and stores it on this machine.`];
}

function rollbackLimit(plan: Plan, changes: readonly VersionChange[]): readonly string[] {
  const index = lastRollbackStage(plan, changes);
  return index === undefined
    ? []
    : [
        `Rollback: before stage ${index + 1} (${plan[index]!.title}), \`quorate upgrade --abort\` restores the previous etcd. That stage raises the etcd cluster version: after it, only an etcd downgrade or restoring the snapshot leads back to the previous minor, and quorate does neither.`,
      ];
}

const rules = (): string =>
  table([
    ['RULE', 'ALLOWS', 'SINCE', 'SOURCE', 'AS OF'],
    ...SKEW.map(({rule, allows, since, source, asOf}) => [rule, allows, since === '' ? '-' : since, source, asOf]),
  ]).join('\n');

/** Rows with aligned columns; the first row is the header. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const columns = Math.max(0, ...rows.map(row => row.length));
  const widths = Array.from({length: columns}, (_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)));
  return rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}

/** The text of a file that `upgrade --plan` takes. */
export const upgradeJson = (plan: SavedPlan): string => `${printableJson(plan, 2)}\n`;
