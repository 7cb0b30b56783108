import type {Command} from '@oclif/core';
import type {Release} from '../../core/components/bundle.js';
import type {ClusterConfig} from '../../core/config/types.js';
import {Failure} from '../../core/failure.js';
import type {Moves} from '../../core/plan/situation.js';
import {type Move, movesOf} from '../../core/upgrade/move.js';
import {type SavedPlan, savePlan} from '../../core/upgrade/saved-plan.js';
import {type VersionsBefore, versionsBefore} from '../../core/upgrade/versions-before.js';
import {wayOf} from '../../core/upgrade/way.js';
import type {Report} from '../../run/report/event.js';
import {upgradeText} from '../../run/report/upgrade-text.js';
import {upgrade} from '../../workflows/upgrade.js';
import {ConvergeCommand, type Given} from './converge.js';
import type {ConvergeResult} from './converge-result.js';
import {aim, type Target} from './upgrade-target.js';
import {versionOf} from './version-flag.js';
import {windowOf} from './window.js';

export interface UpgradeFlags {
  readonly to?: string | undefined;
  readonly etcd?: string | undefined;
  readonly window: string;
  readonly 'drain-timeout': number;
  readonly 'health-timeout': number;
  readonly 'accept-downtime'?: boolean;
  readonly abort?: boolean;
  readonly 'dry-run'?: boolean;
}

/** What `upgrade` and `upgrade plan` share. */
export abstract class UpgradeCommand<T extends typeof Command> extends ConvergeCommand<T> {
  /**
   * @param saved a plan that was looked at: it is carried out as it is, or not at all.
   * @param keep told the plan that is shown, when it is one.
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
      report({type: 'step', title: `One minor at a time: to ${versions.join(', then to ')}`});
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
    const {back, pace} = saved ?? asked;
    const {movedSince} = await import('../../core/upgrade/moved-since.js');
    return this.convergeTo(
      config,
      given =>
        upgrade({
          moves: pace,
          available: given.available,
          back,
          acceptDowntime: (this.flags as UpgradeFlags)['accept-downtime'] ?? false,
          begin: () => this.settle(target, report),
          ...(saved === undefined
            ? {}
            : {
                accepts: (plan, observed) =>
                  movedSince(
                    saved,
                    savePlan({...goal(config, given), back, pace, moves: movesOf(observed, given.release), plan}),
                  ),
              }),
        }),
      report,
      async ({plan, observed}, given) => {
        const moving = movesOf(observed, given.release);
        await keep(savePlan({...goal(config, given), back, pace, moves: moving, plan}));
        return plan.length === 0 ? '' : upgradeText({moves: moving, plan, desired: given.desired});
      },
    );
  }

  /** What the cluster is to be, one after another, and what the configuration is to say of it. */
  private async targets(
    {to, etcd, back}: Asked,
    saved: SavedPlan | undefined,
    report: Report,
  ): Promise<readonly [Target, ...(readonly Target[])]> {
    const config = await this.loadCluster(report);
    const namesEtcd = config.etcd.version !== undefined;
    if (saved) return [aim(config, saved.to, namesEtcd)];
    if (back) {
      const before = await this.before(config, report);
      return [aim(config, before, namesEtcd || before.etcdStays)];
    }
    const last = aim(config, {kubernetes: to, etcd}, etcd !== undefined);
    const between = await this.between(last.config, report);
    // All name where the way ends: whoever comes next goes on to there.
    const [first = last, ...others] = [...between.map(hop => ({config: hop, names: last.names})), last];
    return [first, ...others];
  }

  /** What hosts that were not reached by the upgrade still run. */
  private async before(config: ClusterConfig, report: Report): Promise<VersionsBefore> {
    const [hop = config] = await this.between(config, report);
    const before = await this.look(hop, report, ({moves, release}) => versionsBefore(moves, release.versions));
    if ('versions' in before) return before.versions;
    throw new Failure('refused/findings', before.findings.map(({message}) => message).join('\n'), {
      suggestions: before.findings.flatMap(({fix}) => fix ?? []),
    });
  }

  /** What the cluster is to be on its way to a configuration that is more than one minor away. */
  private async between(config: ClusterConfig, report: Report): Promise<readonly ClusterConfig[]> {
    const way = await this.look(config, report, ({moves, available}) =>
      wayOf(moves, config.kubernetesVersion, available),
    );
    return way.slice(0, -1).map(kubernetes => ({...config, kubernetesVersion: kubernetes}));
  }

  /** What is left to be moved to get to a configuration, before it is known which way that is gone. */
  private async look<R>(config: ClusterConfig, report: Report, say: (seen: Seen) => R): Promise<R> {
    const log = await this.openLog(config.name);
    const {withCluster} = await import('../../workflows/assembly.js');
    const {signal} = this;
    const surroundings = {env: process.env, report, signal, log, secrets: this.secrets};
    return withCluster(config, surroundings, async ({site, desired, release, available}) =>
      say({moves: movesOf(await site.observe(desired), release), release, available}),
    );
  }

  /** From here on the configuration says what the cluster is to be: whoever comes next goes on from there. */
  private async settle({names}: Target, report: Report): Promise<void> {
    if (this.flags.config === '-') return;
    const {writeVersions} = await import('../../io/store/edit-config.js');
    const changed = await writeVersions(this.flags.config, names);
    if (changed) report({type: 'step', title: `${this.flags.config} says Kubernetes ${names.kubernetes} from now on`});
  }
}

interface Asked {
  readonly to: string | undefined;
  readonly etcd: string | undefined;
  readonly back: boolean;
  readonly pace: Moves;
}

/** @throws Failure usage/version, usage/window before anything is read. */
const askedBy = (flags: UpgradeFlags): Asked => ({
  to: flags.to === undefined ? undefined : versionOf('to', flags.to),
  etcd: flags.etcd === undefined ? undefined : versionOf('etcd', flags.etcd),
  back: flags.abort ?? false,
  pace: {
    window: windowOf(flags.window),
    drainSeconds: flags['drain-timeout'],
    healthSeconds: flags['health-timeout'],
  },
});

interface Seen {
  readonly moves: readonly Move[];
  readonly release: Release;
  /** Versions of Kubernetes in the bundle. */
  readonly available: readonly string[];
}

const goal = ({name: cluster}: ClusterConfig, {release: {versions}}: Given) => ({
  cluster,
  to: {kubernetes: versions.kubernetes, etcd: versions.etcd},
});
