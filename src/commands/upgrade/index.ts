import {Flags} from '@oclif/core';
import type {ConvergeResult} from '../base/converge-result.js';
import {UpgradeCommand} from '../base/upgrade.js';
import {upgradeFlags} from '../base/upgrade-flags.js';

export default class Upgrade extends UpgradeCommand<typeof Upgrade> {
  static override summary = 'Take the living cluster to other versions, one proven step at a time';
  static override description =
    'Goes to the versions of the configuration, or to those named, which are written into it first. A snapshot of etcd is kept, then etcd moves member by member, then the API servers, then what talks to them, the workers in a window. What does not come back healthy is put back to what it ran, and the run stops. The same command again goes on.';
  static override usage = [
    'upgrade [--to VERSION] [--etcd VERSION] [--window N|N%]',
    'upgrade --continue | --abort',
    'upgrade --plan FILE',
  ];
  static override examples = [
    '<%= config.bin %> upgrade plan --to 1.37.2',
    '<%= config.bin %> upgrade --to 1.37.2',
    '<%= config.bin %> upgrade --plan plan.json',
    '<%= config.bin %> upgrade --abort',
  ];
  static override flags = {
    ...upgradeFlags,
    plan: Flags.string({
      description: 'Carry out a plan that was saved, as it is or not at all',
      helpValue: 'FILE',
      exclusive: ['to', 'etcd', 'abort', 'window', 'drain-timeout', 'health-timeout'],
    }),
    continue: Flags.boolean({
      description: 'Go on with an upgrade that is half done: to what the configuration says',
      exclusive: ['to', 'etcd', 'abort', 'plan'],
    }),
    'dry-run': Flags.boolean({description: 'Show the plan and change nothing'}),
  };

  async run(): Promise<ConvergeResult> {
    const {plan} = this.flags;
    if (plan === undefined) return this.upgrade();
    const {readPlan} = await import('../../io/store/plan-file.js');
    return this.upgrade(await readPlan(plan));
  }
}
