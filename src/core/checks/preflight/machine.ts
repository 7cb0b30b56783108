import {counted} from '../../format.js';
import type {Finding} from '../../model/finding.js';
import {error, type Subject, warning} from './check.js';

export const architecture = ({name, facts, release}: Subject): readonly Finding[] =>
  facts.arch === release.arch
    ? []
    : [
        error(
          'Architecture',
          `${name}: is an ${facts.arch} machine, the bundle holds binaries for ${release.arch}`,
          `take ${name} out of the configuration, or name a bundle for ${facts.arch} in artifacts.bundle`,
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
          `${name}: has ${counted(facts.cpus, 'processor')}, a control plane needs ${MIN_PROCESSORS}`,
          `give ${name} more processors`,
        ),
      ];

export const memory = ({name, controlPlane, facts}: Subject): readonly Finding[] =>
  !controlPlane || facts.memoryMb >= MIN_MEMORY_MB
    ? []
    : [
        error(
          'Mem',
          `${name}: has ${facts.memoryMb} MB of memory, a control plane needs ${MIN_MEMORY_MB} MB`,
          `give ${name} more memory`,
        ),
      ];

/** kubelet does not start with swap on; etcd starts, and misses its heartbeats while its pages come back. */
export const swap = ({name, facts, node, member}: Subject): readonly Finding[] => {
  if (!facts.swap) return [];
  const where = facts.container === undefined ? name : `the machine that ${name} is a container of`;
  const fix = `on ${where}: swapoff -a, and take swap out of /etc/fstab`;
  if (node !== undefined) return [error('Swap', `${name}: swap is on, and kubelet does not start with it`, fix)];
  return member === undefined
    ? []
    : [warning('Swap', `${name}: swap is on, which makes an etcd member slow to answer when memory is short`, fix)];
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
  const fix = `upgrade the kernel of ${name}, and boot it`;
  const version = parse(facts.os.kernel);
  if (version === undefined)
    return [
      warning('SystemVerification', `${name}: cannot tell the version of kernel "${facts.os.kernel}"; ${needed}`, fix),
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
          `${name}: has cgroup v1, which Kubernetes supports no longer; kubelet is told to run with it all the same`,
          `boot ${name} with systemd.unified_cgroup_hierarchy=1`,
        ),
      ];
