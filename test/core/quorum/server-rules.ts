/**
 * What etcd's own server lets through with --strict-reconfig-check, after the conditions in server/etcdserver
 * (mayAddMember, mayPromoteMember, mayRemoveMember) and api/membership. Written from those, in counts, and knowing
 * nothing of the rules under test.
 */
export interface ServerView {
  readonly voters: number;
  /** Voters that ever started: they have a name. */
  readonly started: number;
  /** Voters connected for five seconds to the one that is asked, itself counted. */
  readonly connected: number;
  readonly learners: number;
}

const majority = (count: number): number => Math.floor(count / 2) + 1;

export const mayAddLearner = (view: ServerView): boolean => view.learners === 0 && reachesMajorityWithOneMore(view);

export const mayAddVoter = (view: ServerView): boolean =>
  reachesMajorityWithOneMore(view) &&
  ((view.voters === 1 && view.started === 1) || view.started >= majority(view.voters + 1));

const reachesMajorityWithOneMore = ({voters, connected}: ServerView): boolean =>
  voters === 1 || connected >= majority(voters + 1);

/** Nothing here asks whether the learner is alive: its match is what the leader remembers of it. */
export const mayPromote = (
  {voters, started}: ServerView,
  log: {readonly learnerMatch: number; readonly leaderMatch: number},
): boolean => log.learnerMatch / log.leaderMatch >= 0.9 && started + 1 >= majority(voters + 1);

export function mayRemove(
  {voters, started, connected}: ServerView,
  member: {readonly learner: boolean; readonly started: boolean; readonly connected: boolean},
): boolean {
  if (member.learner) return true;
  if (started - (member.started ? 1 : 0) < majority(voters - 1)) return false;
  if (!member.connected) return true;
  return connected - 1 >= 1 + Math.floor((voters - 1) / 2);
}
