import type {MemoryDisk} from '../../support/memory-disk.js';
import type {MemoryWorld} from '../../support/memory-world.js';
import type {Base} from './clusters.js';
import type {Ran} from './runs.js';

/** What a run has destroyed that was not to be, whatever it ended with. */
export function losses({view, truths, failure}: Ran): readonly string[] {
  const {site, before, seen, base} = view;
  const {world, operations} = site;
  const isOver = [...truths.hosts.values()].some(({founded}) => founded);
  const formed = world.clustersFormed - before[seen ?? base]!.clustersFormed;
  return [
    ...(seen === undefined ? [] : dataLost(before[seen]!, world)),
    ...strangersChanged(view),
    ...(formed > 0 && isOver ? ['an etcd cluster was founded over another'] : []),
    ...(failure !== undefined && isRefusal(failure.code) && operations.length > 0
      ? [`a run that was refused (${failure.code}) did: ${operations.join(', ')}`]
      : []),
  ];
}

/** What speaks against a run, and hosts that it cannot do without, are found before its first change. */
const isRefusal = (code: string): boolean => /^(hosts\/|identity\/|etcd\/)|\/findings$|^quorum\//.test(code);

/** By the ids: a voter that had its data has them still, or is in no list any more. */
function dataLost(before: MemoryWorld, after: MemoryWorld): readonly string[] {
  const holds = ({disks}: MemoryWorld, id: string) => [...disks.values()].some(disk => disk.etcdData?.memberId === id);
  const voters = before.roster!.members.filter(({id, learner}) => !learner && holds(before, id));
  const listed = new Set(after.roster!.members.map(({id}) => id));
  const kept = voters.filter(({id}) => holds(after, id));
  return [
    ...voters
      .filter(voter => listed.has(voter.id) && !kept.includes(voter))
      .map(({host, id}) => `the voter of ${host} (${id}) is in the list, and its data are gone`),
    ...(voters.length > 0 && !kept.some(({id}) => listed.has(id)) ? ['no voter of the cluster has its data'] : []),
  ];
}

/** A machine of the other cluster is as it was, and so is that cluster. */
function strangersChanged({site, base, machines, before}: Ran['view']): readonly string[] {
  return [...machines].flatMap(([name, {cluster, host}]) => {
    if (cluster === base) return [];
    const was = traces(before[cluster]!.disk(host));
    return traces(site.world.disk(name)) === was ? [] : [`${host} of ${cluster satisfies Base} was changed as ${name}`];
  });
}

const traces = (disk: MemoryDisk): string =>
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
