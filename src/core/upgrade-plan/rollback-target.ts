import {refusal} from '../checks/upgrade/input.js';
import {listed} from '../format.js';
import type {Finding} from '../model/finding.js';
import type {VersionChange} from '../versions/changes.js';
import {compareVersions} from '../versions/version.js';

export interface VersionsBefore {
  readonly kubernetes: string;
  readonly etcd: string;
  /** etcd has moved everywhere, and stays what it is whatever Kubernetes does. */
  readonly etcdStays: boolean;
}

/**
 * What a cluster ran before an upgrade that is half done: what hosts still run that have not moved. Of a component that
 * has moved everywhere there is nothing to go back to: it stays.
 *
 * @param moves that are left to be made.
 * @param to where they lead.
 */
export function versionsBefore(
  changes: readonly VersionChange[],
  to: {readonly kubernetes: string; readonly etcd: string},
): {readonly versions: VersionsBefore} | {readonly findings: readonly Finding[]} {
  const ahead = changes.filter(({from, to}) => compareVersions(from, to) < 0);
  const left = (component: VersionChange['component']) => [
    ...new Set(ahead.filter(move => move.component === component).map(({from}) => from)),
  ];
  const [kubernetes, etcd] = [left('kubernetes'), left('etcd')];
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
    'nothing-to-abort',
    'no upgrade is half done: every host runs what the configuration says',
    'only etcd’s own downgrade or a snapshot leads back from here: see docs/upgrades.md',
  );

const unclear = (versions: readonly string[]): Finding =>
  refusal(
    'abort-unclear',
    `hosts still run ${listed(versions)}: which of them is to be gone back to is not clear`,
    'name it: quorate upgrade --to VERSION --etcd VERSION',
  );
