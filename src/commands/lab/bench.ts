import {Flags} from '@oclif/core';
import type {Comparison} from '../../lab/bench/against/against.js';
import type {Figures} from '../../lab/bench/figures.js';
import {BaseCommand} from '../base.js';

export default class Bench extends BaseCommand<typeof Bench> {
  static override summary = 'Measure cluster operations on throwaway hosts of this machine';
  static override description =
    'Three control planes and two workers: the first apply, an apply without changes, a joining worker, a joining control plane, and the write gap after a power failure. With --against kubeadm, both tools by turns on new hosts with the same programs, as a table with the ratio of each line. Deletes the lab afterwards.';
  static override examples = [
    '<%= config.bin %> lab bench',
    '<%= config.bin %> lab bench --json',
    '<%= config.bin %> lab bench --against kubeadm --rounds 3 --idle-seconds 300',
    '<%= config.bin %> lab bench --profile',
  ];
  static override flags = {
    against: Flags.string({options: ['kubeadm'], description: 'Measure this tool too, by turns'}),
    rounds: Flags.integer({
      min: 1,
      max: 20,
      description: 'How often each tool is measured: three times, or once without --against',
    }),
    'idle-seconds': Flags.integer({
      min: 0,
      max: 3600,
      description: 'Also measure the hosts of the last round for this long without work',
    }),
    profile: Flags.boolean({
      description: 'Also show the first bring-up by stage and by program',
    }),
  };

  async run(): Promise<Figures | Comparison> {
    const {against, rounds, 'idle-seconds': idleSeconds, profile} = this.flags;
    if (profile || [against, rounds, idleSeconds].some(each => each !== undefined)) return this.compare();
    const [{bench}, {figuresTable}] = await Promise.all([
      import('../../lab/bench/bench.js'),
      import('../../lab/bench/figures.js'),
    ]);
    const figures = await bench(this.report());
    this.log(figuresTable(figures));
    return figures;
  }

  private async compare(): Promise<Comparison> {
    const [{against}, {comparisonText}] = await Promise.all([
      import('../../lab/bench/against/against.js'),
      import('../../lab/bench/against/table.js'),
    ]);
    const {profile} = this.flags;
    const alone = this.flags.against === undefined;
    const rounds = this.flags.rounds ?? (alone ? 1 : 3);
    const idleSeconds = this.flags['idle-seconds'] ?? 0;
    const comparison = await against({rounds, idleSeconds, profile, alone}, this.report());
    this.log(comparisonText(comparison));
    return comparison;
  }
}
