import {notYetServing} from '../core/checks/upgrade/interrupted.js';
import {upgradeFindings} from '../core/checks/upgrade/table.js';
import type {Finding} from '../core/model/finding.js';
import type {HostName} from '../core/model/names.js';
import type {ObservedCluster} from '../core/model/observed.js';
import type {Plan} from '../core/plan/action.js';
import type {PlanInput, RolloutOptions} from '../core/plan/input.js';
import {isEmptied} from '../core/plan/rollout/node-policy.js';
import {versionChanges} from '../core/versions/changes.js';
import type {ClusterClient} from '../ports/cluster.js';
import type {Verb} from './verb.js';

export interface Upgrading {
  readonly rollout: RolloutOptions;
  /** Versions of Kubernetes in the bundle. */
  readonly available: readonly string[];
  /** Back to what the cluster ran before an upgrade that is half done. */
  readonly rollback: boolean;
  readonly acceptDowntime: boolean;
  /** What holds a plan that was shown against the one of now. */
  readonly checkPlan?: (plan: Plan, observed: ObservedCluster) => readonly Finding[];
  /** Puts the versions into the configuration, where that does not name them yet. */
  readonly beforeFirstChange?: () => Promise<void>;
}

/** Takes a living cluster to the versions of the configuration: no host comes and none goes. */
export const upgrade = ({rollout, checkPlan, beforeFirstChange, ...given}: Upgrading): Verb => ({
  name: 'upgrade',
  versions: rollout,
  joinable: () => [],
  checkState: (_, observed) =>
    // Unknown is not absent: an etcd that cannot be read is said by itself.
    observed.etcd.known && observed.etcd.value.is !== 'formed' ? [noCluster(observed.etcd.value.is)] : [],
  waitFor: {
    onItsWay: situation =>
      versionChanges(situation.observed, situation.release).length === 0 ? [] : notYetServing(situation),
    withinSeconds: Math.min(rollout.healthSeconds, STARTING_SECONDS),
  },
  extraChecks: (situation, cluster) => objections(given, situation, cluster),
  ...(checkPlan === undefined ? {} : {checkPlan}),
  ...(beforeFirstChange === undefined ? {} : {beforeFirstChange}),
});

/** In which every server that is well has started, also on a busy host. */
const STARTING_SECONDS = 60;

/** All that speaks against it, seen before anything is touched: also what only the last of the workers would find. */
async function objections(
  given: Pick<Upgrading, 'available' | 'rollback' | 'acceptDowntime'>,
  {desired, observed, release}: PlanInput,
  {kube}: ClusterClient,
): Promise<readonly Finding[]> {
  const changes = versionChanges(observed, release);
  if (changes.length === 0) return [];
  const moving = new Set<HostName>(changes.filter(({component}) => component !== 'etcd').map(({host}) => host));
  const emptied = desired.nodes.filter(node => moving.has(node.host) && isEmptied(node));
  const [deprecated, evictablePods] = await Promise.all([
    kube.deprecated(),
    kube.evictablePods(emptied.map(({host}) => host)),
  ]);
  return upgradeFindings({...given, changes, desired, observed, release, deprecated, evictablePods});
}

const noCluster = (etcd: string): Finding => ({
  code: 'upgrade/no-cluster',
  level: 'error',
  message: `there is no cluster to upgrade: etcd is ${etcd}`,
  fix: 'quorate apply',
});
