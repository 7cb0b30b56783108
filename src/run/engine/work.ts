import {type Action, hostOf} from '../../core/actions/action.js';
import type {Failure} from '../../core/failure.js';
import {listed} from '../../core/format.js';
import type {HostName} from '../../core/model/names.js';
import {isOutage} from '../../core/outage.js';
import type {Stage} from '../../core/plan/stage.js';
import {throwCombined} from '../combine-failures.js';
import type {RunContext} from '../context.js';
import {mayProceed} from '../may-proceed.js';
import {isUnanswered, throughOutage} from '../outage.js';
import {type Batch, type CheckedGroup, lanes} from './batches.js';
import {apply, pendingActions, verifyDone} from './perform.js';

/** How the groups of some stages are executed, and what follows the last of them. */
export interface Work {
  group(group: CheckedGroup): Promise<void>;
  end(): Promise<void>;
}

/** Checks before and after each group. */
export const verifying = (context: RunContext): Work => ({
  async group(group) {
    await mayProceed(context);
    const pending = await pendingActions(group, context);
    await apply(pending, context);
    await verifyDone(pending, context);
  },
  end: async () => {},
});

/** For a rollback and a cleanup: what is left to do is done when the hosts can be asked again. */
export const surviving = (context: RunContext) => {
  const {group: perform} = verifying(context);
  return (group: CheckedGroup): Promise<void> =>
    throughOutage(() => perform(group), {where: hostsOf(group), isOver: isUnanswered}, context);
};

/**
 * What is left to do of a group whose connection was lost is done when its hosts can be asked again: that is the same as a
 * run that is killed and started again.
 *
 * @param again runs before each further attempt: what was proven before the outage may no longer hold.
 */
export const resuming =
  (perform: Work['group'], again: () => Promise<void>, context: RunContext): Work['group'] =>
  group => {
    let attempts = 0;
    const attempt = async () => {
      attempts += 1;
      if (attempts > 1) await again();
      await perform(group);
    };
    return throughOutage(attempt, {where: hostsOf(group), isOver: isLost}, context);
  };

/** Not a command that took too long: it would take as long again. */
const isLost = (error: unknown): error is Failure => isOutage(error) && error.code !== 'timeout/command';

const hostsOf = (group: CheckedGroup): string =>
  listed([...new Set(group.flatMap(({actions}) => actions.flatMap(action => hostOf(action) ?? [])))]) || 'the hosts';

/** Nothing that is installed depends on another installation: everything is checked first, and verified at the end. */
export async function installing(stages: readonly Stage[], context: RunContext): Promise<Work> {
  const applied: Batch[] = [];
  const pending = new Set<Action>();
  const attempted = new Set<CheckedGroup>();
  const look = async (group: CheckedGroup) => {
    await mayProceed(context);
    for (const {actions} of group) for (const action of actions) pending.delete(action);
    for (const {actions} of await pendingActions(group, context)) for (const action of actions) pending.add(action);
  };
  for (const stage of stages) await runLanes(stage, look);
  return {
    async group(group) {
      if (attempted.has(group)) await look(group);
      attempted.add(group);
      const due = group.flatMap(batch => {
        const actions = batch.actions.filter(action => pending.has(action));
        return actions.length === 0 ? [] : [{...batch, actions}];
      });
      applied.push(...due);
      await apply(due, context);
    },
    async end() {
      const byHost = new Map<HostName | undefined, Batch[]>();
      for (const batch of applied) byHost.set(batch.host, [...(byHost.get(batch.host) ?? []), batch]);
      const checks = [...byHost.values()].map(batches => verifyDone(batches, context));
      throwCombined(stages.at(-1)!.title, await Promise.allSettled(checks));
    },
  };
}

/**
 * Runs the lanes of a stage in parallel. Throws the failures when all lanes have ended.
 *
 * @param ended gets the host of a lane that has ended without a failure.
 */
export const runLanes = async (
  stage: Stage,
  run: (group: CheckedGroup) => Promise<void>,
  ended: (host: HostName) => void = () => {},
): Promise<void> =>
  throwCombined(
    stage.title,
    await Promise.allSettled(
      lanes(stage).map(async lane => {
        for (const group of lane) await run(group);
        const [host] = lane.flatMap(group =>
          group.flatMap(({actions}) => actions.flatMap(action => hostOf(action) ?? [])),
        );
        if (host !== undefined) ended(host);
      }),
    ),
  );
