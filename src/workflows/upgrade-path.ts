import {anyArch} from '../core/artifacts/bundle.js';
import {inUse, type VersionChange, versionChanges} from '../core/artifacts/changes.js';
import {installedLink} from '../core/artifacts/install-paths.js';
import {kubernetesHops} from '../core/artifacts/upgrade-path.js';
import {Failure} from '../core/failure.js';
import type {ClusterConfig, NamedVersions} from '../core/model/config.js';
import {known} from '../core/model/fact.js';
import type {HostName} from '../core/model/names.js';
import type {ObservedCluster} from '../core/model/observed.js';
import {EMPTY_QUERY} from '../core/plan/fact-query.js';
import type {RolloutOptions} from '../core/plan/input.js';
import {type LeftOut, NOTHING_LEFT_OUT} from '../core/plan/left-out/left-out.js';
import type {Plan} from '../core/plan/stage.js';
import {type VersionsBefore, versionsBefore} from '../core/upgrade-plan/rollback-target.js';
import {type SavedPlan, savePlan} from '../core/upgrade-plan/saved-plan.js';
import {staleness} from '../core/upgrade-plan/stale.js';
import {aim, type Target} from '../core/upgrade-plan/target.js';
import {asFact} from '../io/as-fact.js';
import type {Environment} from './connect.js';
import {type RunOptions, runIn, type VerbOutcome} from './run-verb.js';
import {type ClusterSession, type Session, withSession} from './session.js';
import {upgrade} from './upgrade.js';

export interface UpgradeRequest extends RunOptions {
  readonly to: string | undefined;
  readonly etcd: string | undefined;
  /** Back to the versions from before an unfinished upgrade. */
  readonly rollback: boolean;
  readonly rollout: RolloutOptions;
  /** Executed as it is, or refused. */
  readonly saved?: SavedPlan;
  /** Writes versions to the configuration file. */
  readonly writeVersions: (names: NamedVersions) => Promise<void>;
}

/** The outcome of one hop. */
export interface UpgradeOutcome extends VerbOutcome {
  /** The plan in the form of a file; says the version changes as well. */
  readonly savedPlan: SavedPlan;
}

/**
 * Upgrades one minor version at a time, in one session: each hop is a run of the verb `upgrade`. A dry run stops after
 * the plan of the first hop.
 *
 * @param onHop receives the outcome of each hop.
 */
export const upgradeAlongPath = (
  config: ClusterConfig,
  request: UpgradeRequest,
  environment: Environment,
  onHop: (outcome: UpgradeOutcome) => Promise<void>,
): Promise<UpgradeOutcome> =>
  withSession(config, environment, async session => {
    const {
      hops: [first, ...others],
      answered,
    } = await targets(config, request, session);
    if (others.length > 0) {
      const versions = [first, ...others].map(target => target.config.kubernetesVersion);
      environment.report({type: 'step', title: `Upgrading one minor version at a time: ${versions.join(', then ')}`});
    }
    const {saved: _, ...unsaved} = request;
    const hop = async (target: Target, asked: UpgradeRequest) => {
      session.reconnect();
      const outcome = await runHop(target, answered, session, asked, environment);
      await onHop(outcome);
      return outcome;
    };
    let outcome = await hop(first, request);
    for (const target of request.dryRun ? [] : others) outcome = await hop(target, unsaved);
    return outcome;
  });

async function runHop(
  target: Target,
  answered: ReadonlySet<HostName>,
  session: Session,
  request: UpgradeRequest,
  environment: Environment,
) {
  const {saved, dryRun, ignorePreflight, acceptDowntime, limit} = request;
  const {rollout, rollback} = saved ?? request;
  const cluster = session.cluster(target.config);
  const {desired, release} = cluster;
  const {kubernetes, etcd} = release.versions;
  const save = (plan: Plan, observed: ObservedCluster, {hosts}: LeftOut = NOTHING_LEFT_OUT): SavedPlan => {
    const isLeftOut = ({host}: VersionChange) => hosts.some(each => each.host === host);
    const changes = versionChanges(observed, release).filter(each => !isLeftOut(each));
    return savePlan({cluster: desired.name, to: {kubernetes, etcd}, rollback, rollout, changes, plan});
  };
  const verb = upgrade({
    rollout,
    rollback,
    available: session.available,
    acceptDowntime,
    answered,
    beforeFirstChange: () => request.writeVersions(target.names),
    ...(saved === undefined ? {} : {checkPlan: (plan, observed) => staleness(saved, save(plan, observed))}),
  });
  const outcome = await runIn(cluster, verb, {dryRun, ignorePreflight, acceptDowntime, limit}, environment);
  return {...outcome, savedPlan: save(outcome.plan, outcome.observed, outcome.leftOut)};
}

interface Targets {
  readonly hops: readonly [Target, ...(readonly Target[])];
  /** Hosts that could be read. */
  readonly answered: ReadonlySet<HostName>;
}

/** The versions to reach, one after another. */
async function targets(
  config: ClusterConfig,
  {to, etcd, rollback, saved}: UpgradeRequest,
  session: Session,
): Promise<Targets> {
  const namesEtcd = config.etcd.version !== undefined;
  if (saved) return {hops: [aim(config, saved.to, namesEtcd)], answered: new Set()};
  const last = aim(config, rollback ? {} : {kubernetes: to, etcd}, etcd !== undefined);
  const cluster = session.cluster(last.config);
  const linked = await readLinks(cluster);
  const answered = new Set([...linked.hosts].flatMap(([name, facts]) => (facts.known ? [name] : [])));
  if (rollback) {
    const before = rollbackVersions(config, cluster, linked, session);
    return {hops: [aim(config, before, namesEtcd || before.etcdStays)], answered};
  }
  const changes = versionChanges(linked, cluster.release);
  const hops = kubernetesHops(changes, last.config.kubernetesVersion, session.available);
  // Each hop names the final versions in the configuration, so that an interrupted run resumes to them.
  const between = hops.slice(0, -1).map(version => ({
    config: {...last.config, kubernetesVersion: version},
    names: last.names,
  }));
  const [first = last, ...others] = [...between, last];
  return {hops: [first, ...others], answered};
}

/** The versions of the hosts that the unfinished upgrade did not reach. */
function rollbackVersions(
  config: ClusterConfig,
  cluster: ClusterSession,
  linked: Pick<ObservedCluster, 'hosts'>,
  session: Session,
): VersionsBefore {
  const hops = kubernetesHops(versionChanges(linked, cluster.release), config.kubernetesVersion, session.available);
  const [kubernetesVersion = config.kubernetesVersion] = hops;
  const {release} = session.cluster({...config, kubernetesVersion});
  const before = versionsBefore(versionChanges(linked, release), release.versions, inUse(linked));
  if ('versions' in before) return before.versions;
  throw new Failure('refused/findings', before.findings.map(({message}) => message).join('\n'), {
    suggestions: before.findings.flatMap(({fix}) => fix ?? []),
  });
}

/** Reads nothing but the links of the hosts, which name the versions in use. */
async function readLinks({desired, release, cluster}: ClusterSession): Promise<Pick<ObservedCluster, 'hosts'>> {
  const paths = [...anyArch(release).artifacts.values()].map(installedLink);
  const query = {...EMPTY_QUERY, paths};
  const facts = desired.hosts.map(
    async ({name}) => [name, await asFact(async () => known(await cluster.host(name).facts(query)))] as const,
  );
  return {hosts: new Map(await Promise.all(facts))};
}
