import {Flags} from '@oclif/core';
import type {ConvergeResult} from '../base/converge-result.js';
import {UpgradeCommand} from '../base/upgrade.js';
import {upgradeFlags} from '../base/upgrade-flags.js';

export default class UpgradePlan extends UpgradeCommand<typeof UpgradePlan> {
  static override summary = 'Show what an upgrade would do, and save it to be done exactly so';
  static override description =
    'Looks at every host and changes nothing. Prints which host goes from which version to which, in which order, what is drained, what is noticed of each step and up to where there is a way back.';
  static override usage = [
    'upgrade plan [--to VERSION] [--etcd VERSION] [--window N|N%] [--out FILE]',
    'upgrade plan --abort',
  ];
  static override examples = [
    '<%= config.bin %> upgrade plan --to 1.37.2',
    '<%= config.bin %> upgrade plan --to 1.37.2 --out plan.json',
  ];
  static override flags = {
    ...upgradeFlags,
    out: Flags.string({description: 'Save the plan for `upgrade --plan FILE`', helpValue: 'FILE'}),
  };

  protected override readonly showsOnly = true;

  async run(): Promise<ConvergeResult> {
    const {out} = this.flags;
    if (out === undefined) return this.upgrade();
    const {writePlan} = await import('../../io/store/plan-file.js');
    const {upgradeJson} = await import('../../run/report/upgrade-json.js');
    return this.upgrade(undefined, plan => writePlan(out, upgradeJson(plan)));
  }
}
