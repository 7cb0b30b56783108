import {compareVersions, minorOf, minorsBetween} from '../../components/version.js';
import {listed} from '../../format.js';
import {refusal, type UpgradeCase, type UpgradeRule} from '../case.js';
import type {Move} from '../move.js';
import {pathTo} from '../path.js';
import {versionsOf} from '../versions.js';
import {ofControlPlanes} from '../way.js';

/** One minor at a time, and never back: stored objects and the fields of the API follow the newest API server. */
export const kubernetesStep: UpgradeRule = given => {
  const moves = ofControlPlanes(given.moves);
  const far = moves.filter(({from, to}) => Math.abs(minorsBetween(from, to)) > 1);
  const down = given.back ? [] : moves.filter(({from, to}) => compareVersions(to, from) < 0);
  if (down.length > 0) return [downgrade(down)];
  return far.length > 0 ? [skipped(far, given)] : [];
};

const downgrade = (moves: readonly Move[]) =>
  refusal(
    'downgrade',
    `${place(moves)}: Kubernetes ${versionsOf(moves)} runs, ${moves[0]!.to} is older; Kubernetes supports no way back to an older version`,
    'set spec.kubernetesVersion to the version that runs, or to a newer one; an upgrade that was begun is taken back with `quorate upgrade --abort`',
  );

function skipped(moves: readonly Move[], {available}: UpgradeCase) {
  const {from, to} = moves.toSorted((one, other) => compareVersions(one.from, other.from))[0]!;
  const {hops, missing} = pathTo(from, to, available);
  const [next] = hops;
  return refusal(
    'skips-minor',
    `${place(moves)}: from Kubernetes ${from} to ${to} is more than one minor; rule: one minor at a time, all API servers within one of each other`,
    next === undefined || next === to
      ? `put a version of ${missing ?? minorOf(to)} into the bundle first: quorate bundle build --kubernetes ${missing ?? minorOf(to)}.PATCH`
      : `quorate upgrade --to ${next}`,
  );
}

const place = (moves: readonly Move[]): string => listed([...new Set(moves.map(({host}) => host))]);
