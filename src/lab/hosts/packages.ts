import {Failure} from '../../core/failure.js';
import {attempt} from './command.js';
import {type LabReport, noReport} from './report.js';

/** For creating hosts, and for building the C parts of the bundle. */
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
 * Installs the packages of the lab that this machine lacks.
 * @throws Failure lab/needs-root, lab/packages.
 */
export const installLabPackages = (report: LabReport = noReport): Promise<void> => installPackages(PACKAGES, report);

/** @throws Failure lab/needs-root, lab/packages. */
export const installPackages = async (names: readonly string[], report: LabReport = noReport): Promise<void> => {
  const absent = await missing(names);
  if (absent.length === 0) return;
  requireRoot(`Installing ${absent.join(' ')}`);
  report({type: 'step', title: 'install packages', detail: absent.join(' ')});
  if ((await install(absent)).code === 0) return;
  report({type: 'step', title: 'install packages', detail: 'updating the package lists first'});
  // The update fails when a third-party source does not answer, although these packages can be found.
  await attempt([...APT, 'update']);
  const {code, stderr} = await install(absent);
  if (code === 0) return;
  throw new Failure('lab/packages', `Installing ${absent.join(' ')}: apt-get: exit code ${code}: ${stderr.trim()}`, {
    suggestions: ['apt-get update', `apt-get install ${absent.join(' ')}`],
  });
};

/** @throws Failure lab/needs-root */
export const requireRoot = (purpose: string): void => {
  if (process.getuid?.() === 0) return;
  throw new Failure('lab/needs-root', `${purpose} needs root.`, {
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
      'Installing packages: this machine has no dpkg, so it is neither Debian nor Ubuntu.',
      {
        suggestions: ['use a machine with Debian 12 or later, or Ubuntu 22.04 or later'],
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
