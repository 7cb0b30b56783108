import {Flags} from '@oclif/core';
import type {Artifact} from '../../core/artifacts/bundle.js';
import {bytes} from '../../core/format.js';
import {BaseCommand} from '../base.js';

interface Listed {
  /** Of the bundle; undefined for a lock file. */
  readonly directory?: string;
  readonly lock?: string;
  readonly artifacts: readonly Artifact[];
}

export default class BundleList extends BaseCommand<typeof BundleList> {
  static override summary = 'List the artifacts of the bundle, or of a lock file';
  static override examples = [
    '<%= config.bin %> bundle list',
    '<%= config.bin %> bundle list --lock quorate.lock.json',
  ];
  static override flags = {
    bundle: Flags.string({description: "Bundle directory (default: in the user's cache)", helpValue: 'DIR'}),
    lock: Flags.string({description: 'Lock file, instead of the bundle', helpValue: 'FILE', exclusive: ['bundle']}),
  };

  async run(): Promise<Listed> {
    const {lock} = this.flags;
    if (lock !== undefined) {
      const {readLock} = await import('../../io/bundle/lock-file.js');
      const {artifacts} = await readLock(lock);
      for (const line of table(artifacts)) this.log(line);
      return {lock, artifacts};
    }
    const {bundleDirectory, openBundle} = await import('../../io/bundle/bundle.js');
    const {directory, manifest} = await openBundle(bundleDirectory(this.flags.bundle, process.env));
    for (const line of table(manifest.artifacts)) this.log(line);
    return {directory, artifacts: manifest.artifacts};
  }
}

const table = (artifacts: readonly Artifact[]): readonly string[] => {
  const rows = [
    ['COMPONENT', 'VERSION', 'ARCH', 'ARTIFACT', 'SIZE', 'SHA256'],
    ...artifacts.map(({component, version, arch, name, image, size, sha256}) => [
      component,
      version,
      arch,
      image ?? name,
      bytes(size),
      sha256.slice(0, 12),
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map(column => Math.max(...rows.map(row => row[column]?.length ?? 0)));
  return rows.map(row => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
};
