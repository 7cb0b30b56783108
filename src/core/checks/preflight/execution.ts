import type {Finding} from '../../model/finding.js';
import type {HostFacts} from '../../model/observed.js';
import {error, type Subject, warning} from './check.js';
import {runs} from './leftovers.js';

/**
 * Where programs have to run. Images are not among them: containers have a mount of their own over the layers, and it is
 * of no consequence that /var/lib/containerd, /run or /tmp is mounted noexec.
 */
const PROGRAMS: readonly string[] = ['/opt', '/opt/quorate', '/opt/cni/bin'];
const VOLUMES = '/var/lib/kubelet';

/** Mount points, of the file systems with these directories, that are mounted noexec. */
const noExecPoints = ({places}: HostFacts, paths: readonly string[]): readonly string[] => [
  ...new Set(
    paths.flatMap(path => {
      const mount = places.get(path)?.mount;
      return mount?.options.includes('noexec') === true ? [mount.point] : [];
    }),
  ),
];

export const closedToPrograms = (facts: HostFacts): readonly string[] => noExecPoints(facts, PROGRAMS);

export const noExec = ({name, facts, node, isNew}: Subject): readonly Finding[] => {
  const programs = closedToPrograms(facts);
  const volumes = node === undefined || !isNew ? [] : noExecPoints(facts, [VOLUMES]);
  return [
    ...programs.map(point =>
      error(
        'NoExec',
        `${name}: ${point} is mounted noexec; no program that quorate installs there can be run`,
        remount(name, point),
      ),
    ),
    ...volumes
      .filter(point => !programs.includes(point))
      .map(point =>
        warning(
          'NoExec',
          `${name}: ${point} is mounted noexec; pods cannot run programs in their volumes`,
          remount(name, point),
        ),
      ),
  ];
};

const remount = (host: string, point: string): string =>
  `on ${host}: \`mount -o remount,exec ${point}\`, and delete noexec from its line in /etc/fstab`;

export const FAPOLICY_UNIT = 'fapolicyd.service';

const RULES = '/etc/fapolicyd/rules.d/80-quorate.rules';

/** It permits the programs of packages: also haproxy and keepalived, but nothing that quorate installs. */
export const fapolicyd = ({name, facts, node}: Subject): readonly Finding[] => {
  if (!runs(facts, FAPOLICY_UNIT)) return [];
  const ofPods = ['/opt/cni/', '/run/containerd/', '/var/lib/containerd/', '/var/lib/kubelet/'];
  const rules = ['/opt/quorate/', ...(node === undefined ? [] : ofPods)].map(
    folder => `'allow perm=any all : dir=${folder}'`,
  );
  return [
    warning(
      'Fapolicyd',
      `${name}: fapolicyd is active; it does not permit the programs that quorate installs`,
      `on ${name}: \`printf '%s\\n' ${rules.join(' ')} >${RULES} && systemctl restart fapolicyd\``,
    ),
  ];
};
