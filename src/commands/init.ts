import {ConvergeCommand} from './base/converge.js';
import {convergeFlags} from './base/converge-flags.js';
import type {ConvergeResult} from './base/converge-result.js';

export default class Init extends ConvergeCommand<typeof Init> {
  static override summary = 'Create a cluster on its first control plane';
  static override description =
    'Creates the first control plane of the configuration and the etcd members it requires. Run it again to resume an interrupted run; once it is complete, another run changes nothing.';
  static override examples = ['<%= config.bin %> init', '<%= config.bin %> init -c cluster.yaml --dry-run'];
  static override flags = convergeFlags;

  async run(): Promise<ConvergeResult> {
    const {init} = await import('../workflows/init.js');
    return this.converge(init);
  }
}
