import type {Figures} from '../../lab/bench/figures.js';
import {BaseCommand} from '../base.js';

export default class Bench extends BaseCommand<typeof Bench> {
  static override summary = "Measure a cluster's life on throwaway hosts of this machine";
  static override description =
    'Three control planes and two workers: the first apply, an empty one, a worker more, a control plane more, and the write gap of a power cut. Takes down what it made.';
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
