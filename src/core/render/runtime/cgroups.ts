import type {HostFacts} from '../../cluster/observed.js';

/**
 * May systemd manage the pods' cgroups? On machines with cgroup v2 it should be the only one that does; in a
 * container, or on cgroup v1, its view of the hierarchy is not reliable. kubelet and containerd must agree.
 */
export const usesSystemdCgroups = ({cgroup, container}: HostFacts): boolean =>
  cgroup === 'v2' && container === undefined;
