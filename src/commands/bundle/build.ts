import {Flags} from '@oclif/core';
import {bytes, counted} from '../../core/format.js';
import type {BuildTime} from '../../lab/bundle/tracker.js';
import {BaseCommand} from '../base.js';

interface BuildOutcome {
  readonly directory: string;
  readonly artifacts: number;
  /** What this run built. */
  readonly built: readonly BuildTime[];
}

export default class BundleBuild extends BaseCommand<typeof BundleBuild> {
  static override summary = 'Build the bundle of binaries and images from Go modules';
  static override description =
    'Builds the artifacts that the bundle lacks for the given versions: about ten minutes on two cores for an empty bundle, seconds for a complete one. It can be interrupted and run again. Other versions in the bundle are kept. Requires Go 1.26; Debian packages for the parts written in C are installed.';
  static override examples = [
    '<%= config.bin %> bundle build',
    '<%= config.bin %> bundle build --kubernetes 1.37.2 --etcd 3.7.3',
  ];
  static override flags = {
    kubernetes: Flags.string({description: 'Kubernetes version', helpValue: 'VERSION'}),
    etcd: Flags.string({
      description: 'etcd version (default: the one for the Kubernetes version)',
      helpValue: 'VERSION',
    }),
    output: Flags.string({description: "Bundle directory (default: in the user's cache)", helpValue: 'DIR'}),
  };

  async run(): Promise<BuildOutcome> {
    const [{buildBundle}, {bundleDirectory}] = await Promise.all([
      import('../../lab/bundle/build.js'),
      import('../../io/bundle/bundle.js'),
    ]);
    const {kubernetes, etcd, output} = this.flags;
    const directory = bundleDirectory(output, process.env);
    const report = this.report();
    const startedAt = performance.now();
    const {bundle, built} = await buildBundle({directory, kubernetes, etcd, report, signal: this.signal});
    const size = bundle.artifacts.reduce((sum, {stored}) => sum + (stored?.size ?? 0), 0);
    const done = built.length === 0 ? 'nothing to build' : `built ${counted(built.length, 'artifact')}`;
    report({
      type: 'finished',
      tookMs: performance.now() - startedAt,
      summary: `${directory}: ${done}; ${counted(bundle.artifacts.length, 'artifact')}, ${bytes(size)}`,
    });
    return {directory, artifacts: bundle.artifacts.length, built};
  }
}
