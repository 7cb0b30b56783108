import {Flags} from '@oclif/core';
import type {ConvergeResult} from '../base/converge-result.js';
import {UpgradeCommand} from '../base/upgrade.js';
import {upgradeFlags} from '../base/upgrade-flags.js';

export default class UpgradePlan extends UpgradeCommand<typeof UpgradePlan> {
  static override summary = 'Show the upgrade plan, optionally saving it';
  static override description =
    'Gathers facts from all hosts and changes nothing. Prints the version changes of each host, the order of the stages, the nodes that are drained, the expected interruption of each stage and the last stage that can be rolled back.';
  static override usage = [
    'upgrade plan [--to VERSION] [--etcd VERSION] [--max-unavailable N|N%] [--out FILE]',
    'upgrade plan --abort',
  ];
  static override examples = [
    '<%= config.bin %> upgrade plan --to 1.37.2',
    '<%= config.bin %> upgrade plan --to 1.37.2 --out plan.json',
  ];
  static override flags = {
    ...upgradeFlags,
    out: Flags.string({description: 'Save the plan, for `quorate upgrade --plan FILE`', helpValue: 'FILE'}),
  };

  protected override readonly showsOnly = true;

  async run(): Promise<ConvergeResult> {
    const {out} = this.flags;
    if (out === undefined) return this.upgrade();
    const {writePlan} = await import('../../io/local/plan-file.js');
    const {upgradeJson} = await import('../../run/report/upgrade-text.js');
    return this.upgrade(undefined, plan => writePlan(out, upgradeJson(plan)));
  }
}
