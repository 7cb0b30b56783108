import type {InUse, VersionChange} from '../artifacts/changes.js';
import {refusal} from '../checks/upgrade/input.js';
import {listed} from '../format.js';
import type {Finding} from '../model/finding.js';
import {compareVersions} from '../versions/version.js';

export interface VersionsBefore {
  readonly kubernetes: string;
  readonly etcd: string;
  /** All members are upgraded: etcd keeps its version in a rollback of Kubernetes. */
  readonly etcdStays: boolean;
}

/**
 * The versions that a cluster ran before an unfinished upgrade: those of hosts that are not upgraded yet. A component
 * that is upgraded everywhere keeps its version.
 *
 * @param changes those that remain.
 * @param to the versions that they lead to.
 * @param used what hosts run.
 */
export function versionsBefore(
  changes: readonly VersionChange[],
  to: {readonly kubernetes: string; readonly etcd: string},
  used: readonly InUse[],
): {readonly versions: VersionsBefore} | {readonly findings: readonly Finding[]} {
  if (isGoingBack(changes, used)) return {versions: {...to, etcdStays: false}};
  const upgrades = changes.filter(({from, to}) => compareVersions(from, to) < 0);
  const remaining = (component: VersionChange['component']) => [
    ...new Set(upgrades.filter(change => change.component === component).map(({from}) => from)),
  ];
  const [kubernetes, etcd] = [remaining('kubernetes'), remaining('etcd')];
  if (kubernetes.length === 0 && etcd.length === 0) return {findings: [nothing()]};
  const several = [...(kubernetes.length > 1 ? kubernetes : []), ...(etcd.length > 1 ? etcd : [])];
  if (several.length > 0) return {findings: [unclear(several)]};
  return {
    versions: {
      kubernetes: kubernetes[0] ?? to.kubernetes,
      etcd: etcd[0] ?? to.etcd,
      etcdStays: etcd[0] === undefined,
    },
  };
}

/**
 * A rollback that was interrupted has written the old versions to the configuration: nothing is left to upgrade, and some
 * hosts run the old version of each component that others still have to leave.
 */
function isGoingBack(changes: readonly VersionChange[], used: readonly InUse[]): boolean {
  const own = changes.filter(({component}) => component === 'kubernetes' || component === 'etcd');
  const isReached = ({component, to}: VersionChange) =>
    used.some(each => each.component === component && each.version === to);
  return own.length > 0 && own.every(each => compareVersions(each.from, each.to) > 0 && isReached(each));
}

const nothing = (): Finding =>
  refusal(
    'upgrade/nothing-to-abort',
    'nothing to abort: every host already runs the configured versions',
    'if a rollback was interrupted, this completes it: `quorate apply`; if the configuration names the old versions, set the target of the upgrade in it, then `quorate upgrade --abort`; a complete upgrade cannot be rolled back',
  );

const unclear = (versions: readonly string[]): Finding =>
  refusal(
    'upgrade/abort-unclear',
    `hosts run several older versions (${listed(versions)}); cannot choose the rollback target`,
    'complete the upgrade: `quorate upgrade --continue`',
  );
