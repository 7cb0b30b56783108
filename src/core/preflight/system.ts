import type {Finding} from '../cluster/finding.js';
import {error, type Subject, warning} from './check.js';

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
