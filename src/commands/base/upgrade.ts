import type {Command} from '@oclif/core';
import type {NamedVersions} from '../../core/model/config.js';
import type {SavedPlan} from '../../core/upgrade-plan/saved-plan.js';
import type {Report} from '../../run/report/event.js';
import {upgradeText} from '../../run/report/upgrade-text.js';
import type {UpgradeOutcome, UpgradeRequest} from '../../workflows/upgrade-path.js';
import {ConvergeCommand} from './converge.js';
import type {ConvergeResult} from './converge-result.js';
import {maxUnavailableOf} from './max-unavailable.js';
import {versionOf} from './version-flag.js';

export interface UpgradeFlags {
  readonly to?: string | undefined;
  readonly etcd?: string | undefined;
  readonly 'max-unavailable': string;
  readonly 'drain-timeout': number;
  readonly 'health-timeout': number;
  readonly abort?: boolean;
}

/** What `upgrade` and `upgrade plan` share. */
export abstract class UpgradeCommand<T extends typeof Command> extends ConvergeCommand<T> {
  /**
   * @param saved a saved plan: applied as it is, or refused.
   * @param keep receives the plan of each hop.
   */
  protected async upgrade(
    saved?: SavedPlan,
    keep: (plan: SavedPlan) => Promise<void> = async () => {},
  ): Promise<ConvergeResult> {
    const asked = askedBy(this.flags as UpgradeFlags);
    const report = this.report();
    const config = await this.loadCluster(report);
    const {upgradeAlongPath} = await import('../../workflows/upgrade-path.js');
    const request: UpgradeRequest = {
      ...asked,
      ...this.runOptions(config),
      ...(saved === undefined ? {} : {saved}),
      writeVersions: names => this.writeVersions(names, report),
    };
    let started = performance.now();
    const outcome = await upgradeAlongPath(config, request, await this.environment(config.name, report), async hop => {
      await keep(hop.savedPlan);
      this.show(hop, report, performance.now() - started, viewOf(hop));
      started = performance.now();
    });
    return this.ended(outcome);
  }

  /** Writes the final versions to the configuration, so that an interrupted run resumes to them. */
  private async writeVersions(names: NamedVersions, report: Report): Promise<void> {
    if (this.flags.config === '-') return;
    const {writeVersions} = await import('../../io/local/config-file.js');
    const changed = await writeVersions(this.flags.config, names);
    if (changed) report({type: 'step', title: `${this.flags.config}: kubernetesVersion is now ${names.kubernetes}`});
  }
}

/** @throws Failure usage/version, usage/max-unavailable before anything is read. */
const askedBy = (flags: UpgradeFlags): Pick<UpgradeRequest, 'to' | 'etcd' | 'rollback' | 'rollout'> => ({
  to: flags.to === undefined ? undefined : versionOf('to', flags.to),
  etcd: flags.etcd === undefined ? undefined : versionOf('etcd', flags.etcd),
  rollback: flags.abort ?? false,
  rollout: {
    maxUnavailable: maxUnavailableOf(flags['max-unavailable']),
    drainSeconds: flags['drain-timeout'],
    healthSeconds: flags['health-timeout'],
  },
});

const viewOf = ({plan, savedPlan, session: {desired}}: UpgradeOutcome): string =>
  plan.length === 0 ? '' : upgradeText({changes: savedPlan.changes, plan, desired});
