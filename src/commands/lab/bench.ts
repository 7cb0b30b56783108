import type {Figures} from '../../lab/bench/figures.js';
import {BaseCommand} from '../base.js';

export default class Bench extends BaseCommand<typeof Bench> {
  static override summary = 'Measure cluster operations on throwaway hosts of this machine';
  static override description =
    'Three control planes and two workers: the first apply, an apply without changes, a joining worker, a joining control plane, and the write gap after a power failure. Deletes the lab afterwards.';
  static override examples = ['<%= config.bin %> lab bench', '<%= config.bin %> lab bench --json'];

  async run(): Promise<Figures> {
    const [{bench}, {figuresTable}] = await Promise.all([
      import('../../lab/bench/bench.js'),
      import('../../lab/bench/figures.js'),
    ]);
    const figures = await bench(this.report());
    this.log(figuresTable(figures));
    return figures;
  }
}
