import {Flags} from '@oclif/core';
import {bytes, counted} from '../../core/format.js';
import {BaseCommand} from '../base.js';

interface Verified {
  readonly directory: string;
  readonly artifacts: number;
  readonly bytes: number;
}

export default class BundleVerify extends BaseCommand<typeof BundleVerify> {
  static override summary = 'Hold every file of the bundle against the digests of its manifest';
  static override examples = ['<%= config.bin %> bundle verify', '<%= config.bin %> bundle verify --bundle ./bundle'];
  static override flags = {
    bundle: Flags.string({description: "The bundle folder, else the one in the user's cache", helpValue: 'DIR'}),
  };

  async run(): Promise<Verified> {
    const {bundleDirectory, openBundle} = await import('../../io/artifacts/bundle.js');
    const {directory, manifest, verify} = await openBundle(bundleDirectory(this.flags.bundle, process.env));
    await verify(manifest.artifacts);
    const size = manifest.artifacts.reduce((sum, {compressedSize}) => sum + compressedSize, 0);
    this.log(
      `${directory}: ${counted(manifest.artifacts.length, 'artifact')}, ${bytes(size)}, all as the manifest says`,
    );
    return {directory, artifacts: manifest.artifacts.length, bytes: size};
  }
}
