import {Failure} from '../../core/failure.js';
import {attempt} from './command.js';
import {type LabReport, silent} from './report.js';

/** What making hosts takes, and what building the bundle's C parts takes. */
const PACKAGES = [
  'systemd-container',
  'mmdebstrap',
  'debian-archive-keyring',
  'openssh-client',
  'iproute2',
  'nftables',
  'util-linux',
  'gcc',
  'libc6-dev',
  'libseccomp-dev',
  'pkg-config',
];

/**
 * Installs what the lab needs and this machine lacks; does nothing when all of it is there.
 * @throws Failure lab/needs-root, lab/packages.
 */
export const installLabPackages = (report: LabReport = silent): Promise<void> => installPackages(PACKAGES, report);

/** @throws Failure lab/needs-root, lab/packages. */
export const installPackages = async (names: readonly string[], report: LabReport = silent): Promise<void> => {
  const absent = await missing(names);
  if (absent.length === 0) return;
  requireRoot('Installing packages for the lab');
  report({type: 'step', title: 'install packages', detail: absent.join(' ')});
  if ((await install(absent)).code === 0) return;
  report({type: 'step', title: 'install packages', detail: 'refreshing the package lists first'});
  // A third-party source that does not answer fails the refresh without keeping these packages from being found.
  await attempt([...APT, 'update']);
  const {code, stderr} = await install(absent);
  if (code === 0) return;
  throw new Failure('lab/packages', `Installing ${absent.join(' ')}: apt-get ended with ${code}: ${stderr.trim()}`, {
    suggestions: ['apt-get update', `apt-get install ${absent.join(' ')}`],
  });
};

/** @throws Failure lab/needs-root */
export const requireRoot = (purpose: string): void => {
  if (process.getuid?.() === 0) return;
  throw new Failure('lab/needs-root', `${purpose} needs root: hosts are made of mounts, namespaces and a bridge.`, {
    suggestions: ['run the same command as root'],
  });
};

const APT = [
  'env',
  'DEBIAN_FRONTEND=noninteractive',
  'apt-get',
  '-q',
  '-o',
  'Acquire::Retries=2',
  '-o',
  'Acquire::http::Timeout=30',
];

const install = (packages: readonly string[]) =>
  attempt([...APT, '-o', 'DPkg::Lock::Timeout=300', 'install', '--yes', '--no-install-recommends', ...packages]);

const missing = async (names: readonly string[]): Promise<readonly string[]> => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
  const {code, stdout} = await attempt(['dpkg-query', '-W', '-f', '${Package} ${db:Status-Status}\n', ...names]);
  if (code === 127)
    throw new Failure(
      'lab/packages',
      'Preparing this machine for the lab: it has no dpkg, so it is no Debian or Ubuntu.',
      {
        suggestions: ['run the lab on Debian 12 or later, or on Ubuntu 22.04 or later'],
      },
    );
  const installed = new Set(
    stdout
      .split('\n')
      .filter(line => line.endsWith(' installed'))
      .map(line => line.split(' ')[0]),
  );
  return names.filter(name => !installed.has(name));
};
