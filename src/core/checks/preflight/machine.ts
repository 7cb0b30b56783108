import {ARCHES} from '../../artifacts/bundle.js';
import {counted, listed} from '../../format.js';
import type {Finding} from '../../model/finding.js';
import {error, type Subject, warning} from './check.js';

export const architecture = ({name, facts, release}: Subject): readonly Finding[] =>
  release.arches.has(facts.arch)
    ? []
    : [
        error(
          'Architecture',
          `${name}: architecture is ${facts.arch}; there are binaries for ${listed([...release.arches.keys()])}`,
          (ARCHES as readonly string[]).includes(facts.arch)
            ? `add binaries for ${facts.arch}: \`quorate bundle fetch --kubernetes ${release.versions.kubernetes} --arch ${facts.arch}\``
            : `remove ${name} from the configuration: there are binaries for ${listed(ARCHES)} only`,
        ),
      ];

const MIN_PROCESSORS = 2;
const MIN_MEMORY_MB = 1700;

export const processors = ({name, controlPlane, facts}: Subject): readonly Finding[] =>
  !controlPlane || facts.cpus >= MIN_PROCESSORS
    ? []
    : [
        error(
          'NumCPU',
          `${name}: has ${counted(facts.cpus, 'CPU')}; a control plane needs ${MIN_PROCESSORS}`,
          `give ${name} at least ${MIN_PROCESSORS} CPUs`,
        ),
      ];

export const memory = ({name, controlPlane, facts}: Subject): readonly Finding[] =>
  !controlPlane || facts.memoryMb >= MIN_MEMORY_MB
    ? []
    : [
        error(
          'Mem',
          `${name}: has ${facts.memoryMb} MB of memory; a control plane needs ${MIN_MEMORY_MB} MB`,
          `give ${name} at least ${MIN_MEMORY_MB} MB of memory`,
        ),
      ];

/** kubelet does not start with swap on. etcd starts, and misses heartbeats while its memory is swapped in. */
export const swap = ({name, facts, node, member}: Subject): readonly Finding[] => {
  if (!facts.swap) return [];
  const where = facts.container === undefined ? name : `the machine of the container ${name}`;
  const fix = `on ${where}: \`swapoff -a\`, and delete the swap line from /etc/fstab`;
  if (node !== undefined) return [error('Swap', `${name}: swap is on; kubelet does not start with swap`, fix)];
  return member === undefined
    ? []
    : [warning('Swap', `${name}: swap is on; an etcd member answers too late while its memory is swapped out`, fix)];
};

export const system = (subject: Subject): readonly Finding[] => [...kernel(subject), ...cgroups(subject)];

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
