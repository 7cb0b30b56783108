import type {Finding} from '../core/cluster/finding.js';
import type {HostName} from '../core/cluster/names.js';
import type {ObservedCluster} from '../core/cluster/observed.js';
import type {Plan} from '../core/plan/action.js';
import type {Moves, Situation} from '../core/plan/situation.js';
import {isEmptied} from '../core/plan/upgrade/emptied.js';
import {upgradeFindings} from '../core/upgrade/findings.js';
import {movesOf} from '../core/upgrade/move.js';
import {starting} from '../core/upgrade/starting.js';
import type {Site} from '../run/site.js';
import type {Flow} from './flow.js';

export interface Upgrading {
  readonly moves: Moves;
  /** Versions of Kubernetes in the bundle. */
  readonly available: readonly string[];
  /** Back to what the cluster ran before an upgrade that is half done. */
  readonly back: boolean;
  readonly acceptDowntime: boolean;
  /** What holds a plan that was shown against the one of now. */
  readonly accepts?: (plan: Plan, observed: ObservedCluster) => readonly Finding[];
  /** Puts the versions into the configuration, where that does not name them yet. */
  readonly begin?: () => Promise<void>;
}

/** Takes a living cluster to the versions of the configuration: no host comes and none goes. */
export const upgrade = ({moves, accepts, begin, ...given}: Upgrading): Flow => ({
  name: 'upgrade',
  versions: moves,
  admits: () => [],
  permit: (_, observed) =>
    // Unknown is not absent: an etcd that cannot be read is said by itself.
    observed.etcd.known && observed.etcd.value.is !== 'formed' ? [noCluster(observed.etcd.value.is)] : [],
  settles: {
    onItsWay: situation => (movesOf(situation.observed, situation.release).length === 0 ? [] : starting(situation)),
    withinSeconds: Math.min(moves.healthSeconds, STARTING_SECONDS),
  },
  look: (situation, site) => objections(given, situation, site),
  ...(accepts === undefined ? {} : {accepts}),
  ...(begin === undefined ? {} : {begin}),
});

/** In which every server that is well has started, also on a busy host. */
const STARTING_SECONDS = 60;

/** All that speaks against it, seen before anything is touched: also what only the last of the workers would find. */
async function objections(
  given: Pick<Upgrading, 'available' | 'back' | 'acceptDowntime'>,
  {desired, observed, release}: Situation,
  {kube}: Site,
): Promise<readonly Finding[]> {
  const moves = movesOf(observed, release);
  if (moves.length === 0) return [];
  const moving = new Set<HostName>(moves.filter(({component}) => component !== 'etcd').map(({host}) => host));
  const emptied = desired.nodes.filter(node => moving.has(node.host) && isEmptied(node));
  const [deprecated, movable] = await Promise.all([kube.deprecated(), kube.movable(emptied.map(({host}) => host))]);
  return upgradeFindings({...given, moves, desired, observed, release, deprecated, movable});
}

const noCluster = (etcd: string): Finding => ({
  code: 'upgrade/no-cluster',
  level: 'error',
  message: `there is no cluster to upgrade: etcd is ${etcd}`,
  fix: 'quorate apply',
});
