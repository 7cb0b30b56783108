import {DOWNLOADERS} from '../../artifacts/transfer.js';
import type {Finding} from '../../model/finding.js';
import {installCommand, MANAGER_COMMANDS, packageManagerOf} from '../../model/package-manager.js';
import {error, type Subject} from './check.js';
import {FAPOLICY_UNIT} from './execution.js';
import {FIREWALL_UNIT} from './firewall.js';
import {RUNTIME_UNITS} from './leftovers.js';
import {missingCommands, NEEDED, type NeededCommand} from './needed-commands.js';
import {NETWORK_MANAGER_UNITS} from './network-manager.js';
import {installsPackageOf, packageNames} from './packages.js';

/** Units that are not quorate's and whose state the facts of each host include. */
export const PREFLIGHT_UNITS: readonly string[] = [
  ...RUNTIME_UNITS,
  FIREWALL_UNIT,
  FAPOLICY_UNIT,
  ...NETWORK_MANAGER_UNITS,
];

/** The commands that hosts may need. */
export const PREFLIGHT_COMMANDS: readonly string[] = [
  ...new Set([...NEEDED.map(({command}) => command), ...DOWNLOADERS]),
];

/** The commands that are looked up on every host. */
export const QUERIED_COMMANDS: readonly string[] = [...PREFLIGHT_COMMANDS, ...MANAGER_COMMANDS];

/** Missing commands, except those whose packages this run installs. One command for all packages of the host. */
export const commands = (subject: Subject): readonly Finding[] => {
  const missing = missingCommands(subject).filter(each => !installsPackageOf(subject, each));
  const fix = missing.length === 0 ? '' : howToInstall(subject, missing);
  return missing.map(({command, why}) =>
    error(`FileExisting-${command}`, `${subject.name}: ${command} not found in PATH (needed by ${why})`, fix),
  );
};

const howToInstall = ({name, facts}: Subject, missing: readonly NeededCommand[]): string => {
  const manager = packageManagerOf(facts);
  const packages = packageNames(missing, manager);
  if (manager !== undefined) return `on ${name}: \`${installCommand(manager, packages)}\``;
  const [what, names] = packages.length === 1 ? ['the package', packages[0]!] : ['the packages', packages.join(', ')];
  return `on ${name}: install ${what} ${names}; it has neither apt-get nor dnf nor zypper for quorate to use`;
};
