import {Flags} from '@oclif/core';
import {bytes, counted} from '../../core/format.js';
import {BaseCommand} from '../base.js';

interface Verified {
  readonly directory: string;
  readonly artifacts: number;
  readonly bytes: number;
}

export default class BundleVerify extends BaseCommand<typeof BundleVerify> {
  static override summary = 'Verify all bundle files against the manifest digests';
  static override examples = ['<%= config.bin %> bundle verify', '<%= config.bin %> bundle verify --bundle ./bundle'];
  static override flags = {
    bundle: Flags.string({description: "Bundle directory (default: in the user's cache)", helpValue: 'DIR'}),
  };

  async run(): Promise<Verified> {
    const {bundleDirectory, openBundle} = await import('../../io/bundle/bundle.js');
    const {directory, manifest, verify} = await openBundle(bundleDirectory(this.flags.bundle, process.env));
    await verify(manifest.artifacts);
    const size = manifest.artifacts.reduce((sum, {stored}) => sum + (stored?.size ?? 0), 0);
    this.log(`${directory}: ${counted(manifest.artifacts.length, 'artifact')}, ${bytes(size)}, all digests match`);
    return {directory, artifacts: manifest.artifacts.length, bytes: size};
  }
}
