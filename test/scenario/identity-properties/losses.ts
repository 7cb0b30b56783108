import type {MemoryDisk} from '../../support/memory-disk.js';
import type {MemoryWorld} from '../../support/memory-world.js';
import type {Base} from './clusters.js';
import type {Ran} from './runs.js';

/** What a run destroyed that it must not destroy, whether it succeeded or not. */
export function losses({view, truths, failure}: Ran): readonly string[] {
  const {cluster, before, seen, base} = view;
  const {world, operations} = cluster;
  const hasCluster = [...truths.hosts.values()].some(({founded}) => founded);
  const formed = world.bootstrapCount - before[seen ?? base]!.bootstrapCount;
  return [
    ...(seen === undefined ? [] : dataLost(before[seen]!, world)),
    ...foreignHostsChanged(view),
    ...(formed > 0 && hasCluster ? ['a second etcd cluster was bootstrapped'] : []),
    ...(failure !== undefined && isRefusal(failure.code) && operations.length > 0
      ? [`a run that was refused (${failure.code}) did: ${operations.join(', ')}`]
      : []),
  ];
}

/** Refusals and unreachable hosts are found before the first change. */
const isRefusal = (code: string): boolean => /^(hosts\/|identity\/|etcd\/)|\/findings$|^quorum\//.test(code);

/** By member ids: each voter that had its data still has them, or was removed from etcd. */
function dataLost(before: MemoryWorld, after: MemoryWorld): readonly string[] {
  const holds = ({disks}: MemoryWorld, id: string) => [...disks.values()].some(disk => disk.etcdData?.memberId === id);
  const voters = before.membership!.members.filter(({id, learner}) => !learner && holds(before, id));
  const listed = new Set(after.membership!.members.map(({id}) => id));
  const kept = voters.filter(({id}) => holds(after, id));
  return [
    ...voters
      .filter(voter => listed.has(voter.id) && !kept.includes(voter))
      .map(({host, id}) => `the voter of ${host} (${id}) is listed, and its data are lost`),
    ...(voters.length > 0 && !kept.some(({id}) => listed.has(id)) ? ['no voter of the cluster has its data'] : []),
  ];
}

/** Machines of the other cluster must not change. */
function foreignHostsChanged({cluster, base, machines, before}: Ran['view']): readonly string[] {
  return [...machines].flatMap(([name, {cluster: owner, host}]) => {
    if (owner === base) return [];
    const was = contentOf(before[owner]!.disk(host));
    return contentOf(cluster.world.disk(name)) === was
      ? []
      : [`${host} of ${owner satisfies Base} was changed as ${name}`];
  });
}

const contentOf = (disk: MemoryDisk): string =>
  JSON.stringify([
    [...disk.files].map(([path, {digest, mode}]) => [path, digest, mode]),
    [...disk.links],
    [...disk.directories],
    [...disk.owned],
    [...disk.started],
    [...disk.reloaded],
    [...disk.enabled],
    [...disk.images],
    disk.etcdData,
  ]);
