import {counted, listed} from '../../core/format.js';
import {by} from '../../core/group-by.js';
import type {DesiredCluster} from '../../core/model/desired.js';
import type {Action, Plan} from '../../core/plan/action.js';
import {drained, lastWayBack, outline, snapshotStage} from '../../core/upgrade-plan/outline.js';
import type {SavedPlan} from '../../core/upgrade-plan/saved-plan.js';
import {type VersionChange, versionChangeRows} from '../../core/versions/changes.js';
import {SKEW} from '../../core/versions/skew.js';

export interface UpgradeView {
  readonly changes: readonly VersionChange[];
  readonly plan: Plan;
  readonly desired: DesiredCluster;
}

/** What an upgrade changes, in which order, and what is noticed of it; the actions themselves come after it. */
export const upgradeText = (view: UpgradeView): string =>
  [versions(view), order(view), ...remarks(view), rules()].join('\n\n');

const versions = ({changes, plan}: UpgradeView): string => {
  const rows = versionChangeRows(changes).map(({component, from, to, hosts}) => [
    component,
    from,
    to,
    listed(hosts, 6),
  ]);
  return [
    ...(rows.length === 0 ? ['No host changes its versions.'] : table([['COMPONENT', 'FROM', 'TO', 'HOSTS'], ...rows])),
    ...alongside(plan),
  ].join('\n');
};

/** What comes along without a binary of its own. */
function alongside(plan: Plan): readonly string[] {
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
    ...[...certificates].map(([host, issued]) => `${counted(issued.length, 'certificate')} issued again on ${host}`),
  ];
}

const isIssue = (action: Action) => action.kind === 'cert/issue' || action.kind === 'kubeconfig/issue';

const order = ({plan, desired}: UpgradeView): string => {
  const company = {voters: desired.etcd.length, controlPlanes: desired.controlPlanes.length};
  const lines = outline(plan, company).map(({first, last, title, interruption = 'none'}) => [
    first === last ? `${first}` : `${first}-${last}`,
    title,
    interruption,
  ]);
  return table([['STAGE', 'IN THIS ORDER', 'INTERRUPTION'], ...lines]).join('\n');
};

const remarks = ({plan, changes}: UpgradeView): readonly string[] => [
  [`Drained: ${listed(drained(plan), 6) || 'no node'}.`, ...snapshot(plan), ...wayBack(plan, changes)].join('\n'),
];

function snapshot(plan: Plan): readonly string[] {
  const index = snapshotStage(plan);
  return index === undefined
    ? []
    : [`Snapshot: stage ${index + 1} takes one of etcd, checks it with etcdutl and keeps it on this machine.`];
}

function wayBack(plan: Plan, changes: readonly VersionChange[]): readonly string[] {
  const index = lastWayBack(plan, changes);
  return index === undefined
    ? []
    : [
        `Way back: before stage ${index + 1} (${plan[index]!.title}) \`quorate upgrade --abort\` puts the old etcd back. That stage raises the version of the etcd cluster: after it only etcd's own downgrade or the snapshot leads back.`,
      ];
}

const rules = (): string =>
  table([
    ['RULE', 'ALLOWS', 'SINCE', 'SOURCE', 'AS OF'],
    ...SKEW.map(({rule, allows, since, source, asOf}) => [rule, allows, since === '' ? '-' : since, source, asOf]),
  ]).join('\n');

/** Rows with their columns below each other, the first row being the head. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
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
export const upgradeJson = (plan: SavedPlan): string => `${JSON.stringify(plan, undefined, 2)}\n`;
