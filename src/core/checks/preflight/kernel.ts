import {listed} from '../../format.js';
import type {Finding} from '../../model/finding.js';
import type {HostFacts} from '../../model/observed.js';
import {error, type Subject, warning} from './check.js';

export const system = (subject: Subject): readonly Finding[] => [
  ...kernel(subject),
  ...cgroups(subject),
  ...controllers(subject),
];

type Version = readonly [number, number];

/** Kubernetes' own minimum, and that of kube-proxy's nftables mode. */
const MIN_KERNEL: Version = [4, 19];
const MIN_NODE_KERNEL: Version = [5, 13];

const kernel = ({name, facts, node}: Subject): readonly Finding[] => {
  const minimum = node === undefined ? MIN_KERNEL : MIN_NODE_KERNEL;
  const why = node === undefined ? '' : " for kube-proxy's nftables mode";
  const needed = `kernel ${minimum.join('.')} or later is needed${why}`;
  const fix = `on ${name}: install a newer kernel and reboot`;
  const version = parse(facts.os.kernel);
  if (version === undefined)
    return [
      warning('SystemVerification', `${name}: the version of kernel "${facts.os.kernel}" is unknown; ${needed}`, fix),
    ];
  return older(version, minimum)
    ? [error('SystemVerification', `${name}: runs kernel ${facts.os.kernel}; ${needed}`, fix)]
    : [];
};

const parse = (kernel: string): Version | undefined => {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(kernel) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor)];
};

const older = ([major, minor]: Version, [minMajor, minMinor]: Version): boolean =>
  major < minMajor || (major === minMajor && minor < minMinor);

const cgroups = ({name, facts, node}: Subject): readonly Finding[] =>
  node === undefined || facts.cgroup === 'v2'
    ? []
    : [
        warning(
          'SystemVerification',
          `${name}: cgroup v1 is deprecated; kubelet is started with failCgroupV1=false`,
          `boot ${name} with systemd.unified_cgroup_hierarchy=1`,
        ),
      ];

/** What kubelet does not start without, and limits of pods are not set without. */
const CONTROLLERS: Readonly<Record<HostFacts['cgroup'], readonly string[]>> = {
  v1: ['cpu', 'cpuacct', 'cpuset', 'memory', 'pids'],
  v2: ['cpu', 'cpuset', 'memory', 'pids'],
};

const controllers = ({name, facts, node}: Subject): readonly Finding[] => {
  const {cgroupControllers: present, container} = facts;
  const missing =
    node === undefined || present === undefined || present.length === 0
      ? []
      : CONTROLLERS[facts.cgroup].filter(each => !present.includes(each));
  if (missing.length === 0) return [];
  const where = container === undefined ? name : `the machine of the container ${name}`;
  const fix = missing.includes('memory')
    ? `add cgroup_enable=memory to the kernel command line of ${where} (GRUB_CMDLINE_LINUX in /etc/default/grub, then \`update-grub\`; on a Raspberry Pi the line in /boot/firmware/cmdline.txt), and reboot`
    : `boot ${where} with a kernel that has ${missing.length === 1 ? 'it' : 'them'}, and without cgroup_disable on its command line`;
  return [
    error(
      'SystemVerification',
      `${name}: the kernel has no cgroup controller ${listed(missing)}; kubelet does not start without`,
      fix,
    ),
  ];
};

/** What loads a module is missing, not the module: nothing of the running kernel is left after its package was removed. */
export const kernelModules = ({name, facts, node}: Subject): readonly Finding[] => {
  if (node === undefined || facts.container !== undefined) return [];
  const of = (why: 'missing' | 'disabled'): readonly string[] =>
    Object.entries(facts.unloadable ?? {}).flatMap(([module, reason]) => (reason === why ? [module] : []));
  const [missing, disabled] = [of('missing'), of('disabled')];
  return [
    ...(missing.length === 0
      ? []
      : [
          error(
            'KernelModules',
            `${name}: kernel ${facts.os.kernel} has no module ${listed(missing)}`,
            `on ${name}: reboot if a newer kernel was installed; otherwise ${packageOf(facts)}`,
          ),
        ]),
    ...(disabled.length === 0
      ? []
      : [
          error(
            'KernelModules',
            `${name}: modprobe is configured not to load ${listed(disabled)}`,
            `on ${name}: \`grep -rE 'install +(${disabled.join('|')}) ' /etc/modprobe.d /lib/modprobe.d\` shows the lines; delete them`,
          ),
        ]),
  ];
};

/** Some distributions have the modules of networks in a package of their own. */
const packageOf = ({os: {id, kernel: release}}: HostFacts): string => {
  if (id === 'ubuntu')
    return `\`apt-get install ${release.endsWith('-raspi') ? 'linux-modules-extra-raspi' : `linux-modules-extra-${release}`}\``;
  if (['fedora', 'rhel', 'centos', 'rocky', 'almalinux', 'ol'].includes(id))
    return `\`dnf install kernel-modules-${release}\``;
  return 'install a kernel of the distribution that has it';
};

const MIN_NFT: readonly [number, number, number] = [1, 0, 1];

export const nftVersion = ({name, facts: {nftVersion: version}, node}: Subject): readonly Finding[] => {
  const [major = 0, minor = 0, patch = 0] = (version ?? '').split('.').map(Number);
  const [a, b, c] = MIN_NFT;
  const isOld = major < a || (major === a && (minor < b || (minor === b && patch < c)));
  return node === undefined || version === undefined || !isOld
    ? []
    : [
        error(
          'NftVersion',
          `${name}: has nft ${version}; kube-proxy needs ${MIN_NFT.join('.')} or later`,
          `on ${name}: use a release of the distribution with nftables ${MIN_NFT.join('.')} or later`,
        ),
      ];
};
