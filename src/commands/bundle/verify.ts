import {Flags} from '@oclif/core';
import {bytes, counted, listed} from '../../core/format.js';
import type {VerifyOptions} from '../../io/bundle/verify.js';
import {BaseCommand} from '../base.js';

interface Verified {
  /** Of the bundle; undefined if only a lock file was verified. */
  readonly directory?: string;
  readonly lock?: string;
  readonly artifacts: number;
  /** How many of them have a verified signature. */
  readonly signed: number;
  /** Stored in the bundle directory. */
  readonly bytes: number;
  /** Versions of Kubernetes that are complete. */
  readonly kubernetes: readonly string[];
  readonly arches: readonly string[];
}

export default class BundleVerify extends BaseCommand<typeof BundleVerify> {
  static override summary = 'Verify the digests of the bundle, and that nothing is missing in it';
  static override description =
    'Compares every file of the bundle with its digest. Then it renders every kind of host for each version of Kubernetes and each architecture in it, and fails if a binary or image that any of the files names is not there. With --lock it verifies a lock file in the same way; with --bundle besides, that the bundle has what the lock file names. With --config it verifies what this cluster uses.';
  static override examples = [
    '<%= config.bin %> bundle verify',
    '<%= config.bin %> bundle verify --bundle ./bundle --lock quorate.lock.json',
    '<%= config.bin %> bundle verify --config cluster.yaml',
  ];
  static override flags = {
    bundle: Flags.string({description: "Bundle directory (default: in the user's cache)", helpValue: 'DIR'}),
    lock: Flags.string({description: 'Lock file', helpValue: 'FILE'}),
    config: Flags.string({char: 'c', description: 'Cluster configuration, - for standard input', helpValue: 'FILE'}),
    yes: Flags.boolean({char: 'y', hidden: true}),
  };

  async run(): Promise<Verified> {
    const {verifyBundle} = await import('../../io/bundle/verify.js');
    const options = await this.chosen();
    const {directory, lockFile} = options;
    const {artifacts, coverage} = await verifyBundle(options);
    const {kubernetes, arches} = coverage;
    const size = artifacts.reduce((sum, {stored}) => sum + (stored?.size ?? 0), 0);
    const signed = artifacts.filter(({signature}) => signature !== undefined).length;
    const what = `${counted(artifacts.length, 'artifact')}${directory === undefined ? '' : `, ${bytes(size)}, all digests match`}`;
    this.log(
      `${directory ?? lockFile}: ${what}; ${signed} of them signed; complete for Kubernetes ${listed(kubernetes, 8)} on ${listed(arches)}`,
    );
    return {
      ...(directory === undefined ? {} : {directory}),
      ...(lockFile === undefined ? {} : {lock: lockFile}),
      artifacts: artifacts.length,
      signed,
      bytes: size,
      kubernetes,
      arches,
    };
  }

  private async chosen(): Promise<VerifyOptions> {
    const {bundle, lock, config: file} = this.flags;
    const {bundleDirectory} = await import('../../io/bundle/bundle.js');
    const isLockAlone = lock !== undefined && bundle === undefined;
    if (file === undefined)
      return {directory: isLockAlone ? undefined : bundleDirectory(bundle, process.env), lockFile: lock};
    const [{loadConfig, LOCK_FILE}, {desire}] = await Promise.all([
      import('../../io/local/config-file.js'),
      import('../../core/desire.js'),
    ]);
    const {config} = await loadConfig(file);
    const {artifacts} = config;
    const cluster = desire(config);
    const usesLock = cluster.downloads !== undefined || lock !== undefined;
    return {
      cluster,
      directory:
        usesLock && bundle === undefined ? undefined : bundleDirectory(bundle ?? artifacts.bundle, process.env),
      ...(usesLock ? {lockFile: lock ?? artifacts.lock ?? LOCK_FILE, lockSha256: artifacts.lockSha256} : {}),
    };
  }
}
