import {versionChanges} from '../core/artifacts/changes.js';
import {notYetServing} from '../core/checks/upgrade/interrupted.js';
import {upgradeFindings} from '../core/checks/upgrade/table.js';
import type {Finding} from '../core/model/finding.js';
import type {HostName} from '../core/model/names.js';
import type {ObservedCluster} from '../core/model/observed.js';
import {isOutageCode} from '../core/outage.js';
import type {PlanInput, RolloutOptions} from '../core/plan/input.js';
import {isDrained} from '../core/plan/rollout/node-policy.js';
import type {Plan} from '../core/plan/stage.js';
import type {ClusterClient} from '../ports/cluster.js';
import type {Verb} from './verb.js';

export interface UpgradeSettings {
  readonly rollout: RolloutOptions;
  /** Versions of Kubernetes in the bundle. */
  readonly available: readonly string[];
  /** Back to the versions from before an unfinished upgrade. */
  readonly rollback: boolean;
  readonly acceptDowntime: boolean;
  /** Hosts that have answered in this command before: an outage of them is waited for. */
  readonly answered?: ReadonlySet<HostName>;
  /** Compares the plan with one that was saved. */
  readonly checkPlan?: (plan: Plan, observed: ObservedCluster) => readonly Finding[];
  /** Writes the versions to the configuration file. */
  readonly beforeFirstChange?: () => Promise<void>;
}

/** Brings a running cluster to the configured versions. No host joins, none is removed. */
export const upgrade = ({rollout, checkPlan, beforeFirstChange, answered, ...given}: UpgradeSettings): Verb => ({
  name: 'upgrade',
  repairs: true,
  versions: rollout,
  joinable: () => [],
  checkState: (_, observed) =>
    // Unknown is not absent: an etcd that cannot be read has a finding of its own.
    observed.etcd.known && observed.etcd.value.is !== 'formed' ? [noCluster(observed.etcd.value.is)] : [],
  waitFor: {
    starting: input => (versionChanges(input.observed, input.release).length === 0 ? [] : notYetServing(input)),
    withinSeconds: Math.min(rollout.healthSeconds, STARTING_SECONDS),
    ...(answered === undefined ? {} : {lost: input => lostSince(answered, input)}),
  },
  extraChecks: (input, cluster) => upgradeChecks(given, input, cluster),
  ...(given.rollback ? {} : {rollbackRemedy: abort(given)}),
  ...(checkPlan === undefined ? {} : {checkPlan}),
  ...(beforeFirstChange === undefined ? {} : {beforeFirstChange}),
});

/** When all members run a new minor version of etcd, its data has risen to it, and etcd keeps the version. */
const abort = ({acceptDowntime}: Pick<UpgradeSettings, 'acceptDowntime'>): string =>
  `to return to the versions before (etcd keeps a new version that all members run): \`quorate upgrade --abort${acceptDowntime ? ' --accept-downtime' : ''}\``;

/** Long enough for every healthy server to start, also on a busy host. */
const STARTING_SECONDS = 60;

/** Etcd hosts and control planes that cannot be asked any more: without them an upgrade is refused. */
const lostSince = (answered: ReadonlySet<HostName>, {desired, observed}: PlanInput): readonly HostName[] =>
  [...new Set([...desired.etcd, ...desired.controlPlanes].map(({host}) => host))].filter(host => {
    const facts = observed.hosts.get(host);
    return (
      answered.has(host) && facts?.known === false && facts.failure !== undefined && isOutageCode(facts.failure.code)
    );
  });

/** Every check of an upgrade, before the first change: also those that only the last worker would fail. */
async function upgradeChecks(
  given: Pick<UpgradeSettings, 'available' | 'rollback' | 'acceptDowntime'>,
  {desired, observed, release, leftOut}: PlanInput,
  {kube}: ClusterClient,
): Promise<readonly Finding[]> {
  const changes = versionChanges(observed, release).filter(({host}) => !leftOut?.has(host));
  if (changes.length === 0) return [];
  const moving = new Set<HostName>(changes.filter(({component}) => component !== 'etcd').map(({host}) => host));
  const emptied = desired.nodes.filter(node => moving.has(node.host) && isDrained(node));
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
