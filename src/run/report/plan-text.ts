import type {Action} from '../../core/actions/action.js';
import {describeAction, hostOf} from '../../core/actions/action.js';
import {bytes, counted} from '../../core/format.js';
import type {Plan, Stage} from '../../core/plan/stage.js';
import type {MembershipChange} from '../../core/quorum/quorum.js';
import {exceptionalUploads} from './upload-text.js';

/** Nothing to do, apart from what is left out. */
export const NO_CHANGES_ON_OTHERS = 'No changes on the other hosts.';

/**
 * The dry run: each stage with its actions by host, then a summary.
 *
 * @param isComplete nothing is left out of it.
 */
export const planText = (plan: Plan, isComplete = true): string =>
  plan.length === 0
    ? isComplete
      ? 'No changes: the cluster matches the configuration.'
      : NO_CHANGES_ON_OTHERS
    : [...plan.map((stage, index) => stageText(stage, index + 1, plan.length)), summary(plan)].join('\n\n');

const stageText = (stage: Stage, number: number, of: number): string =>
  [
    `${number}/${of} ${stage.title} (${counted(stage.actions.length, 'action')}${requirement(stage.requires)})`,
    ...[...actionsByHost(stage.actions)].flatMap(([host, actions]) => [
      `  ${[host, ...exceptionalUploads(actions).map(({text}) => `(${text})`)].join(' ')}`,
      ...actions.map(action => `    ${describeAction(action)}`),
    ]),
    ...(stage.rollback ?? []).map(action => `  on failure: ${describeAction(action)}`),
  ].join('\n');

const requirement = (change: MembershipChange | undefined): string =>
  change === undefined ? '' : `; requires quorum for: ${change.kind} of ${change.peerUrl}`;

/** By host name, in the order of the plan; actions without a host are under "cluster". */
const actionsByHost = (actions: readonly Action[]): ReadonlyMap<string, readonly Action[]> => {
  const byHost = new Map<string, Action[]>();
  for (const action of actions) {
    const host = hostOf(action) ?? 'cluster';
    byHost.set(host, [...(byHost.get(host) ?? []), action]);
  }
  return byHost;
};

const summary = (plan: Plan): string => {
  const actions = plan.flatMap(stage => stage.actions);
  const hosts = new Set(actions.map(hostOf).filter(host => host !== undefined));
  const upload = actions
    .filter(action => action.kind === 'artifact/install')
    .reduce((sum, {sends = 0}) => sum + sends, 0);
  const downloads = actions.filter(({kind}) => kind === 'artifact/fetch').length;
  return (
    `${counted(actions.length, 'action')} in ${counted(plan.length, 'stage')} on ${counted(hosts.size, 'host')}` +
    `${upload > 0 ? `, ${bytes(upload)} to upload` : ''}` +
    `${downloads > 0 ? `, ${counted(downloads, 'file')} to download` : ''}. Nothing was changed.`
  );
};
