import {type PackageManager, packageManagerOf} from '../../model/package-manager.js';
import type {Subject} from './check.js';
import {missingCommands, type NeededCommand, packageFor} from './needed-commands.js';

/** Packages that quorate installs on a host, and the commands that they are for. */
export interface Packages {
  readonly manager: PackageManager;
  readonly packages: readonly string[];
  readonly commands: readonly string[];
}

/** Undefined if nothing is missing that quorate may install, and no installation was interrupted. */
export function packagesFor(subject: Subject): Packages | undefined {
  const {facts} = subject;
  const manager = packageManagerOf(facts);
  if (manager === undefined) return undefined;
  const missing = missingCommands(subject).filter(each => installsPackageOf(subject, each));
  if (missing.length === 0 && !facts.packages.unfinished) return undefined;
  return {
    manager,
    packages: packageNames(missing, manager),
    commands: missing.map(({command}) => command),
  };
}

/** Whether this run installs the package of a missing command. */
export const installsPackageOf = ({facts, installsPackages}: Subject, {beforehand}: NeededCommand): boolean =>
  installsPackages && beforehand === undefined && packageManagerOf(facts) !== undefined;

export const packageNames = (missing: readonly NeededCommand[], manager?: PackageManager): readonly string[] =>
  [...new Set(missing.map(each => packageFor(each, manager)))].sort();
