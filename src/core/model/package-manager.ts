import type {HostFacts} from './observed.js';

/** The package managers that quorate uses: of Debian and Ubuntu, of the Red Hat family, and of SUSE. */
export const PACKAGE_MANAGERS = ['apt', 'dnf', 'zypper'] as const;
export type PackageManager = (typeof PACKAGE_MANAGERS)[number];

const COMMANDS: Readonly<Record<PackageManager, string>> = {apt: 'apt-get', dnf: 'dnf', zypper: 'zypper'};

/** On such hosts a package is part of an image, and is there after the next boot only. */
const IMAGE_TOOLS: readonly string[] = ['rpm-ostree', 'transactional-update'];

/** The commands by which a package manager is recognized. */
export const MANAGER_COMMANDS: readonly string[] = [...Object.values(COMMANDS), ...IMAGE_TOOLS];

/** "apt-get" */
export const commandOf = (manager: PackageManager): string => COMMANDS[manager];

/** Undefined if the host has none that quorate can use. A host may have that of another distribution as well. */
export function packageManagerOf({commands, os}: Pick<HostFacts, 'commands' | 'os'>): PackageManager | undefined {
  if (IMAGE_TOOLS.some(tool => commands.includes(tool))) return undefined;
  const found = PACKAGE_MANAGERS.filter(manager => commands.includes(COMMANDS[manager]));
  return found.find(manager => FAMILIES[manager].test(os.id)) ?? found[0];
}

/** By ID of /etc/os-release. */
const FAMILIES: Readonly<Record<PackageManager, RegExp>> = {
  apt: /^(debian|ubuntu|raspbian|linuxmint|pop)$/,
  dnf: /^(fedora|rhel|centos|rocky|almalinux|ol|amzn)$/,
  zypper: /^(sles|sled|opensuse.*)$/,
};

/** As an administrator runs it. */
export const installCommand = (manager: PackageManager, packages: readonly string[]): string =>
  [...INSTALL[manager], ...packages].join(' ');

const INSTALL: Readonly<Record<PackageManager, readonly string[]>> = {
  apt: ['apt-get', 'install', '-y', '--no-install-recommends'],
  dnf: ['dnf', 'install', '-y', '--setopt=install_weak_deps=False'],
  zypper: ['zypper', '--non-interactive', 'install', '--no-recommends'],
};
