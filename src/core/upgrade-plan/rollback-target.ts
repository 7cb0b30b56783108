import type {VersionChange} from '../artifacts/changes.js';
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
 */
export function versionsBefore(
  changes: readonly VersionChange[],
  to: {readonly kubernetes: string; readonly etcd: string},
): {readonly versions: VersionsBefore} | {readonly findings: readonly Finding[]} {
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

const nothing = (): Finding =>
  refusal(
    'upgrade/nothing-to-abort',
    'nothing to abort: every host already runs the configured versions',
    'if the configuration names the old versions, set the target of the upgrade in it, then `quorate upgrade --abort`; a complete upgrade cannot be rolled back',
  );

const unclear = (versions: readonly string[]): Finding =>
  refusal(
    'upgrade/abort-unclear',
    `hosts run several older versions (${listed(versions)}); cannot choose the rollback target`,
    'complete the upgrade: `quorate upgrade --continue`',
  );
