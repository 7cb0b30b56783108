import type {HostName} from '../../model/names.js';

/** Why nothing is done on a host in this run. */
export interface LeftOutHost {
  /**
   * limit: the user restricted the run to other hosts. unreachable: its facts are unknown. member: etcd cannot take its
   * new member, because a host with another member is left out.
   */
  readonly by: 'limit' | 'unreachable' | 'member';
  /** In words; what could not be read of a host usually starts with its name. */
  readonly because: string;
  /** Its etcd member did not serve when the run began: it counts as down until the run ends. */
  readonly memberIsDown?: true;
}

export type LeftOutHosts = ReadonlyMap<HostName, LeftOutHost>;

/** A stage, or a part of one, that is not done although its hosts take part. */
export interface LeftOutStage {
  /** As in the plan. */
  readonly title: string;
  /** quorum: a restart that cannot be proven. unknown: it depends on whether an unreachable host is part of the cluster. */
  readonly by: 'quorum' | 'unknown';
  readonly because: string;
}

/** What is left out of a run: each thing once. */
export interface LeftOut {
  readonly hosts: readonly (LeftOutHost & {readonly host: HostName})[];
  readonly stages: readonly LeftOutStage[];
}

export const NOTHING_LEFT_OUT: LeftOut = {hosts: [], stages: []};

/** "w2 (root@10.0.0.22:22): cannot connect", with the name of the host once. */
export const withName = (host: HostName, because: string): string =>
  because.startsWith(`${host}: `) || because.startsWith(`${host} `) ? because : `${host}: ${because}`;

/** A line for each thing, without those outside of the limit. */
export const leftOutLines = (leftOut: LeftOut): readonly string[] => {
  const {hosts, stages} = unasked(leftOut);
  return [
    ...hosts.map(({host, by, because}) =>
      by === 'member' ? `${host}: its etcd member cannot be added: ${because}` : withName(host, because),
    ),
    ...stages.map(({title, because}) => `${title}: ${because}`),
  ];
};

/** Only what the user did not ask to leave out: the run has not done all that was asked. */
export const unasked = ({hosts, stages}: LeftOut): LeftOut => ({hosts: hosts.filter(({by}) => by !== 'limit'), stages});

export const isNothing = ({hosts, stages}: LeftOut): boolean => hosts.length === 0 && stages.length === 0;
