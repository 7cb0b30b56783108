import type {HostName} from '../model/names.js';
import type {HostFacts} from '../model/observed.js';
import {commandOf, type PackageManager} from '../model/package-manager.js';
import type {Descriptors} from './descriptor.js';
import {onHost} from './snapshot.js';

/** Packages of the operating system, by one call of the package manager of the host. */
export interface PackageAction {
  readonly kind: 'packages/install';
  readonly host: HostName;
  readonly manager: PackageManager;
  /** None: an interrupted call is completed. */
  readonly packages: readonly string[];
  /** What the host lacks without them. */
  readonly commands: readonly string[];
}

export const lacking = ({commands: found}: HostFacts, {commands}: Pick<PackageAction, 'commands'>): readonly string[] =>
  commands.filter(command => !found.includes(command));

export const PACKAGES: Descriptors<PackageAction> = {
  'packages/install': {
    describe: ({manager, packages, commands}) =>
      packages.length === 0
        ? 'complete the installation of packages that was interrupted'
        : `install packages with ${commandOf(manager)}: ${packages.join(', ')} (for ${commands.join(', ')})`,
    isDone: onHost((facts, action) => lacking(facts, action).length === 0 && !facts.packages.unfinished),
    phase: 'put',
  },
};
