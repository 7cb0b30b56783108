import {Flags} from '@oclif/core';
import type {ConvergeResult} from '../base/converge-result.js';
import {UpgradeCommand} from '../base/upgrade.js';
import {upgradeFlags} from '../base/upgrade-flags.js';

export default class Upgrade extends UpgradeCommand<typeof Upgrade> {
  static override summary = 'Upgrade Kubernetes and etcd, one verified step at a time';
  static override description =
    'Upgrades to the versions in the configuration, or to those given by --to and --etcd, which are written to the configuration first. Takes an etcd snapshot, then upgrades etcd member by member, the API servers one by one, the other components of the control planes, and the workers, at most --max-unavailable at a time. A component that does not become healthy is rolled back and the run stops; re-run the command to resume.';
  static override usage = [
    'upgrade [--to VERSION] [--etcd VERSION] [--max-unavailable N|N%]',
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
      description: 'Apply a saved plan; refused if it is stale',
      helpValue: 'FILE',
      exclusive: ['to', 'etcd', 'abort', 'max-unavailable', 'drain-timeout', 'health-timeout'],
    }),
    continue: Flags.boolean({
      description: 'Resume an unfinished upgrade',
      exclusive: ['to', 'etcd', 'abort', 'plan'],
    }),
    'dry-run': Flags.boolean({description: 'Show the plan and change nothing'}),
  };

  async run(): Promise<ConvergeResult> {
    const {plan} = this.flags;
    if (plan === undefined) return this.upgrade();
    const {readPlan} = await import('../../io/local/plan-file.js');
    return this.upgrade(await readPlan(plan));
  }
}
