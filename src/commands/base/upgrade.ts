import type {Command} from '@oclif/core';
import {Failure} from '../../core/failure.js';
import type {ClusterConfig} from '../../core/model/config.js';
import type {RolloutOptions} from '../../core/plan/input.js';
import {type VersionsBefore, versionsBefore} from '../../core/upgrade-plan/rollback-target.js';
import {type SavedPlan, savePlan} from '../../core/upgrade-plan/saved-plan.js';
import type {Release} from '../../core/versions/bundle.js';
import {type VersionChange, versionChanges} from '../../core/versions/changes.js';
import {wayOf} from '../../core/versions/path.js';
import type {Report} from '../../run/report/event.js';
import {upgradeText} from '../../run/report/upgrade-text.js';
import {upgrade} from '../../workflows/upgrade.js';
import {ConvergeCommand, type UpgradeOptions} from './converge.js';
import type {ConvergeResult} from './converge-result.js';
import {maxUnavailableOf} from './max-unavailable.js';
import {aim, type Target} from './upgrade-target.js';
import {versionOf} from './version-flag.js';

export interface UpgradeFlags {
  readonly to?: string | undefined;
  readonly etcd?: string | undefined;
  readonly 'max-unavailable': string;
  readonly 'drain-timeout': number;
  readonly 'health-timeout': number;
  readonly 'accept-downtime'?: boolean;
  readonly abort?: boolean;
  readonly 'dry-run'?: boolean;
}

/** What `upgrade` and `upgrade plan` share. */
export abstract class UpgradeCommand<T extends typeof Command> extends ConvergeCommand<T> {
  /**
   * @param saved a saved plan: applied as it is, or refused.
   * @param keep receives the plan that is shown.
   */
  protected async upgrade(
    saved?: SavedPlan,
    keep: (plan: SavedPlan) => Promise<void> = async () => {},
  ): Promise<ConvergeResult> {
    const flags = this.flags as UpgradeFlags;
    const asked = askedBy(flags);
    const report = this.report();
    const [first, ...others] = await this.targets(asked, saved, report);
    if (others.length > 0) {
      const versions = [first, ...others].map(({config}) => config.kubernetesVersion);
      report({type: 'step', title: `Upgrading one minor version at a time: ${versions.join(', then ')}`});
    }
    let result = await this.hop(first, asked, report, keep, saved);
    if (this.showsOnly || flags['dry-run']) return result;
    for (const target of others) result = await this.hop(target, asked, report, keep);
    return result;
  }

  private async hop(
    target: Target,
    asked: Asked,
    report: Report,
    keep: (plan: SavedPlan) => Promise<void>,
    saved?: SavedPlan,
  ): Promise<ConvergeResult> {
    const {config} = target;
    const {rollback, rollout} = saved ?? asked;
    const {staleness} = await import('../../core/upgrade-plan/stale.js');
    return this.convergeTo(
      config,
      given =>
        upgrade({
          rollout,
          available: given.available,
          rollback,
          acceptDowntime: (this.flags as UpgradeFlags)['accept-downtime'] ?? false,
          beforeFirstChange: () => this.settle(target, report),
          ...(saved === undefined
            ? {}
            : {
                checkPlan: (plan, observed) =>
                  staleness(
                    saved,
                    savePlan({
                      ...goal(config, given),
                      rollback,
                      rollout,
                      changes: versionChanges(observed, given.release),
                      plan,
                    }),
                  ),
              }),
        }),
      report,
      async ({plan, observed}, given) => {
        const moving = versionChanges(observed, given.release);
        await keep(savePlan({...goal(config, given), rollback, rollout, changes: moving, plan}));
        return plan.length === 0 ? '' : upgradeText({changes: moving, plan, desired: given.desired});
      },
    );
  }

  /** What the cluster is to be, one after another, and what the configuration is to say of it. */
  private async targets(
    {to, etcd, rollback}: Asked,
    saved: SavedPlan | undefined,
    report: Report,
  ): Promise<readonly [Target, ...(readonly Target[])]> {
    const config = await this.loadCluster(report);
    const namesEtcd = config.etcd.version !== undefined;
    if (saved) return [aim(config, saved.to, namesEtcd)];
    if (rollback) {
      const before = await this.before(config, report);
      return [aim(config, before, namesEtcd || before.etcdStays)];
    }
    const last = aim(config, {kubernetes: to, etcd}, etcd !== undefined);
    const between = await this.between(last.config, report);
    // Each names the final versions in the configuration, so that an interrupted run resumes to them.
    const [first = last, ...others] = [...between.map(hop => ({config: hop, names: last.names})), last];
    return [first, ...others];
  }

  /** The versions of hosts that the unfinished upgrade did not reach. */
  private async before(config: ClusterConfig, report: Report): Promise<VersionsBefore> {
    const [hop = config] = await this.between(config, report);
    const before = await this.look(hop, report, ({changes, release}) => versionsBefore(changes, release.versions));
    if ('versions' in before) return before.versions;
    throw new Failure('refused/findings', before.findings.map(({message}) => message).join('\n'), {
      suggestions: before.findings.flatMap(({fix}) => fix ?? []),
    });
  }

  /** The intermediate versions of an upgrade by more than one minor. */
  private async between(config: ClusterConfig, report: Report): Promise<readonly ClusterConfig[]> {
    const way = await this.look(config, report, ({changes, available}) =>
      wayOf(changes, config.kubernetesVersion, available),
    );
    return way.slice(0, -1).map(kubernetes => ({...config, kubernetesVersion: kubernetes}));
  }

  /** What is left to be moved to get to a configuration, before it is known which way that is gone. */
  private async look<R>(config: ClusterConfig, report: Report, say: (seen: Seen) => R): Promise<R> {
    const log = await this.openLog(config.name);
    const {withCluster} = await import('../../workflows/session.js');
    const {signal} = this;
    const surroundings = {env: process.env, report, signal, log, secrets: this.secrets};
    return withCluster(config, surroundings, async ({cluster, desired, release, available}) =>
      say({changes: versionChanges(await cluster.observe(desired), release), release, available}),
    );
  }

  /** Writes the final versions to the configuration, so that an interrupted run resumes to them. */
  private async settle({names}: Target, report: Report): Promise<void> {
    if (this.flags.config === '-') return;
    const {writeVersions} = await import('../../io/local/config-file.js');
    const changed = await writeVersions(this.flags.config, names);
    if (changed) report({type: 'step', title: `${this.flags.config}: kubernetesVersion is now ${names.kubernetes}`});
  }
}

interface Asked {
  readonly to: string | undefined;
  readonly etcd: string | undefined;
  readonly rollback: boolean;
  readonly rollout: RolloutOptions;
}

/** @throws Failure usage/version, usage/window before anything is read. */
const askedBy = (flags: UpgradeFlags): Asked => ({
  to: flags.to === undefined ? undefined : versionOf('to', flags.to),
  etcd: flags.etcd === undefined ? undefined : versionOf('etcd', flags.etcd),
  rollback: flags.abort ?? false,
  rollout: {
    maxUnavailable: maxUnavailableOf(flags['max-unavailable']),
    drainSeconds: flags['drain-timeout'],
    healthSeconds: flags['health-timeout'],
  },
});

interface Seen {
  readonly changes: readonly VersionChange[];
  readonly release: Release;
  /** Versions of Kubernetes in the bundle. */
  readonly available: readonly string[];
}

const goal = ({name: cluster}: ClusterConfig, {release: {versions}}: UpgradeOptions) => ({
  cluster,
  to: {kubernetes: versions.kubernetes, etcd: versions.etcd},
});
