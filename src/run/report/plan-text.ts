import {bytes, counted} from '../../core/format.js';
import type {Action, Plan, Stage} from '../../core/plan/action.js';
import type {MembershipChange} from '../../core/quorum/quorum.js';
import type {Artifact} from '../../core/versions/bundle.js';
import {describeAction, hostOf} from './describe.js';

/**
 * The dry run: each stage with its actions by host, then what it comes to.
 * @param artifacts by name; with them the sizes of binaries and images are shown.
 */
export const planText = (plan: Plan, artifacts?: ReadonlyMap<string, Artifact>): string =>
  plan.length === 0
    ? 'Nothing to do: the cluster is as described.'
    : [
        ...plan.map((stage, index) => stageText(stage, index + 1, plan.length, artifacts)),
        closing(plan, artifacts),
      ].join('\n\n');

const stageText = (stage: Stage, number: number, of: number, artifacts?: ReadonlyMap<string, Artifact>): string =>
  [
    `${number}/${of} ${stage.title} (${counted(stage.actions.length, 'action')}${requirement(stage.requires)})`,
    ...[...actionsByHost(stage.actions)].flatMap(([host, actions]) => [
      `  ${host}`,
      ...actions.map(action => `    ${describeAction(action, artifacts)}`),
    ]),
    ...(stage.rollback ?? []).map(action => `  should it fail: ${describeAction(action)}`),
  ].join('\n');

const requirement = (change: MembershipChange | undefined): string =>
  change === undefined ? '' : `; quorum is proven before etcd member ${change.peerUrl}: ${change.kind}`;

/** By host name; actions for the cluster as a whole stand under "cluster", in the order the plan has them. */
const actionsByHost = (actions: readonly Action[]): ReadonlyMap<string, readonly Action[]> => {
  const byHost = new Map<string, Action[]>();
  for (const action of actions) {
    const host = hostOf(action) ?? 'cluster';
    byHost.set(host, [...(byHost.get(host) ?? []), action]);
  }
  return byHost;
};

const closing = (plan: Plan, artifacts?: ReadonlyMap<string, Artifact>): string => {
  const actions = plan.flatMap(stage => stage.actions);
  const hosts = new Set(actions.map(hostOf).filter(host => host !== undefined));
  const upload = actions
    .filter(action => action.kind === 'artifact/install')
    .reduce((sum, action) => sum + (artifacts?.get(action.artifact)?.compressedSize ?? 0), 0);
  return (
    `${counted(actions.length, 'action')} in ${counted(plan.length, 'stage')} on ${counted(hosts.size, 'host')}` +
    `${upload > 0 ? `, ${bytes(upload)} to upload` : ''}. Nothing has been changed.`
  );
};
