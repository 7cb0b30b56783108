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
    'Compiles what the bundle lacks of the wanted versions: about ten minutes on two cores when it lacks everything, seconds when it lacks nothing. It can be interrupted and run again. Other versions in the same folder stay. Needs Go 1.26 and, for the parts written in C, Debian packages that it installs.';
  static override examples = [
    '<%= config.bin %> bundle build',
    '<%= config.bin %> bundle build --kubernetes 1.37.2 --etcd 3.7.3',
  ];
  static override flags = {
    kubernetes: Flags.string({description: 'Version of Kubernetes', helpValue: 'VERSION'}),
    etcd: Flags.string({description: 'Version of etcd, else the one that suits Kubernetes', helpValue: 'VERSION'}),
    output: Flags.string({description: "The bundle folder, else the one in the user's cache", helpValue: 'DIR'}),
  };

  async run(): Promise<BuildOutcome> {
    const [{buildBundle}, {bundleDirectory}] = await Promise.all([
      import('../../lab/bundle/build.js'),
      import('../../io/artifacts/directory.js'),
    ]);
    const {kubernetes, etcd, output} = this.flags;
    const directory = bundleDirectory(output, process.env);
    const report = this.report();
    const startedAt = performance.now();
    const {bundle, built} = await buildBundle({directory, kubernetes, etcd, report, signal: this.signal});
    const size = bundle.artifacts.reduce((sum, {compressedSize}) => sum + compressedSize, 0);
    const done = built.length === 0 ? 'everything was there' : `built ${counted(built.length, 'artifact')}`;
    report({
      type: 'finished',
      tookMs: performance.now() - startedAt,
      summary: `${directory}: ${done}; ${counted(bundle.artifacts.length, 'artifact')}, ${bytes(size)}`,
    });
    return {directory, artifacts: bundle.artifacts.length, built};
  }
}
