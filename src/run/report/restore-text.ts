import {counted, listed} from '../../core/format.js';
import type {RestoreInput} from '../../core/plan/restore/input.js';
import type {Survivor} from '../../core/plan/restore/survivors.js';
import type {RestoreState} from '../../core/plan/restore/terms.js';

interface Restore {
  readonly input: RestoreInput;
  readonly state: RestoreState;
}

/** What is asked before a restore: what is lost, and what does not work meanwhile. */
export function restoreQuestion({input, state}: Restore, cluster: string, takenAt: string | undefined): string {
  if (state.is === 'restored') return `Start what does not run of the restored cluster ${cluster}?`;
  if (state.is === 'switching') return `Complete the interrupted restore of cluster ${cluster}?`;
  const members = counted(input.desired.etcd.length, 'member');
  const age = takenAt === undefined ? '' : `, taken at ${takenAt}`;
  return `Restore all ${members} of cluster ${cluster} to the snapshot${age}? Everything written since is lost to the cluster; the old data is kept on the hosts. The API is down for about a minute${few(input.desired.etcd.length)}, running containers keep running.`;
}

/** What is asked before a cluster is built again from a backup. */
export const rebuildQuestion = (
  {is}: Pick<RestoreState, 'is'>,
  cluster: string,
  takenAt: string,
  hosts: number,
): string =>
  is === 'preparing'
    ? `Build cluster ${cluster} again on ${counted(hosts, 'host')}, as it was at ${takenAt}? It has the identity and the keys of the old cluster: make sure that no host of the old cluster still runs.`
    : `Complete the interrupted restore of cluster ${cluster}?`;

/** With one or two members, each of them is needed. */
const few = (members: number): string =>
  members === 1
    ? ', longer if the member does not start again'
    : members === 2
      ? ', longer unless both members start again'
      : '';

/** What each survivor has, the newest first. */
export function survivorTable(survivors: readonly Survivor[], from: string): string {
  const rows = survivors.map(({member: {host}, data: {running, storedRevision}, offline}) => [
    host,
    ...(running === undefined
      ? ['does not serve', '', '', offline?.revision ?? storedRevision ?? 'unknown', '']
      : [
          running.learner ? 'learner' : 'voter',
          running.term,
          running.index,
          running.revision,
          running.hash ?? 'unknown',
        ]),
    host === from ? 'recovered from' : 'given up',
  ]);
  const table = [['HOST', 'MEMBER', 'TERM', 'INDEX', 'REVISION', 'HASH', ''], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map(row => row[column]!.length)));
  return table
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

interface Proposal {
  readonly from: string;
  readonly givenUp: readonly string[];
  readonly voters: number;
}

/** What is asked before a recovery. */
export const recoverQuestion = ({from, givenUp, voters}: Proposal, cluster: string): string =>
  `Make a new etcd of cluster ${cluster} from ${from}? The cluster had ${counted(voters, 'voter')}. Writes that only ${listed(givenUp, 10) || 'other members'} had are given up; their data is kept on their hosts where it can be read. ${voters === 2 ? 'Neither one member, until the other one has joined again, nor two tolerate a failure.' : 'Until they have joined again, there is one member, and no failure is tolerated.'}`;
