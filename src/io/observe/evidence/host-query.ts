import type {NeededLink} from '../../../core/diagnosis/required-links.js';
import {
  type DesiredCluster,
  LOAD_BALANCER_HEALTH_PORT,
  NODE_BALANCER_HEALTH_PORT,
} from '../../../core/model/desired.js';
import type {HostName} from '../../../core/model/names.js';

/** What a host is asked beyond the planner's question. */
export interface HostQuery {
  /** Units that are to run here. */
  readonly units: readonly string[];
  /** Paths whose file systems matter. */
  readonly paths: readonly string[];
  readonly pages: readonly Page[];
  readonly links: readonly NeededLink[];
}

/** A page that a program of this host serves on its loopback, by plain HTTP. */
interface Page {
  readonly name: string;
  readonly port: number;
  readonly path: string;
  /** Extended regular expression: the lines that are wanted. */
  readonly lines: string;
}

export const hostQuery = (
  desired: DesiredCluster,
  units: readonly string[],
  links: readonly NeededLink[],
  host: HostName,
): HostQuery => {
  const here = (each: {readonly host: HostName}) => each.host === host;
  const member = desired.etcd.some(here);
  const node = desired.nodes.some(here);
  const pages: readonly (readonly [boolean, Page])[] = [
    [member, {name: 'metrics', port: 2381, path: '/metrics', lines: DISK_LATENCIES}],
    [node, backendsPage('quorate-balancer.service', NODE_BALANCER_HEALTH_PORT)],
    [desired.loadBalancers.some(here), backendsPage('quorate-load-balancer.service', LOAD_BALANCER_HEALTH_PORT)],
  ];
  return {
    units,
    paths: ['/', ...(member ? ['/var/lib/etcd'] : []), ...(node ? ['/var/lib/containerd', '/var/lib/kubelet'] : [])],
    pages: pages.flatMap(([applies, page]) => (applies ? [page] : [])),
    links: links.filter(({from}) => from === host),
  };
};

const DISK_LATENCIES = '^etcd_disk_(wal_fsync|backend_commit)_duration_seconds_(bucket|sum|count)';

const backendsPage = (unit: string, port: number): Page => ({
  name: unit,
  port,
  path: '/servers;csv;norefresh',
  lines: ',',
});
