import type {VersionChange} from '../../artifacts/changes.js';
import {versionsOf} from '../../artifacts/changes.js';
import {ofControlPlanes, pathTo} from '../../artifacts/upgrade-path.js';
import {listed} from '../../format.js';
import {compareVersions, minorOf, minorsBetween} from '../../versions/version.js';
import {refusal, type UpgradeCheckInput, type UpgradeRule} from './input.js';

/** One minor at a time, and never back: an older API server may be unable to read what the newest has stored. */
export const kubernetesStep: UpgradeRule = given => {
  const changes = ofControlPlanes(given.changes);
  const far = changes.filter(({from, to}) => Math.abs(minorsBetween(from, to)) > 1);
  const down = given.rollback ? [] : changes.filter(({from, to}) => compareVersions(to, from) < 0);
  if (down.length > 0) return [downgrade(down)];
  return far.length > 0 ? [skipped(far, given)] : [];
};

const downgrade = (changes: readonly VersionChange[]) =>
  refusal(
    'upgrade/downgrade',
    `${place(changes)}: Kubernetes ${versionsOf(changes)} runs, ${changes[0]!.to} is older; Kubernetes does not support downgrades`,
    'set spec.kubernetesVersion to the version that runs, or to a newer one; to roll back an unfinished upgrade, keep its target in the configuration: `quorate upgrade --abort`',
  );

function skipped(changes: readonly VersionChange[], {available, rollback}: UpgradeCheckInput) {
  const {from, to} = changes.toSorted((one, other) => compareVersions(one.from, other.from))[0]!;
  const {hops, missing} = pathTo(from, to, available);
  const [next] = hops;
  const build = `add a version of ${missing ?? minorOf(to)} first: \`quorate bundle build --kubernetes VERSION\` to the bundle, or \`quorate bundle fetch --kubernetes VERSION\` to the lock file`;
  const first =
    next === undefined || next === to ? build : `upgrade to ${next} first: \`quorate upgrade --to ${next}\``;
  return refusal(
    'upgrade/skips-minor',
    `${place(changes)}: from Kubernetes ${from} to ${to} is more than one minor; rule: one minor at a time, all API servers within one of each other`,
    rollback ? 'complete the upgrade: `quorate upgrade --continue`' : first,
  );
}

const place = (changes: readonly VersionChange[]): string => listed([...new Set(changes.map(({host}) => host))]);
