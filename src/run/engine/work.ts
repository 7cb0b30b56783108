import type {HostName} from '../../core/model/names.js';
import type {Action, Stage} from '../../core/plan/action.js';
import {throwCombined} from '../combine-failures.js';
import type {RunContext} from '../context.js';
import {type Batch, type CheckedGroup, lanes} from './batches.js';
import {apply, pendingActions, stopWhenTold, verifyDone} from './perform.js';

/** How the passages of some stages are gone through, and what is to be done after the last. */
export interface Work {
  group(group: CheckedGroup): Promise<void>;
  end(): Promise<void>;
}

/** Looks before and after each passage. */
export const performing = (context: RunContext): Work => ({
  async group(group) {
    stopWhenTold(context);
    const wanted = await pendingActions(group, context);
    await apply(wanted, context);
    await verifyDone(wanted, context);
  },
  end: async () => {},
});

/** Nothing that is put in place depends on what was put in place before it: all is looked at first, and all last. */
export async function placing(stages: readonly Stage[], context: RunContext): Promise<Work> {
  const wanted: Batch[] = [];
  const lacking = new Set<Action>();
  for (const stage of stages)
    await inLanes(stage, async group => {
      stopWhenTold(context);
      for (const {actions} of await pendingActions(group, context)) for (const action of actions) lacking.add(action);
    });
  return {
    async group(group) {
      const due = group.flatMap(batch => {
        const actions = batch.actions.filter(action => lacking.has(action));
        return actions.length === 0 ? [] : [{...batch, actions}];
      });
      wanted.push(...due);
      await apply(due, context);
    },
    async end() {
      const byHost = new Map<HostName | undefined, Batch[]>();
      for (const batch of wanted) byHost.set(batch.host, [...(byHost.get(batch.host) ?? []), batch]);
      const looks = [...byHost.values()].map(batches => verifyDone(batches, context));
      throwCombined(stages.at(-1)!.title, await Promise.allSettled(looks));
    },
  };
}

/** Throws what failed, when all lanes have ended. */
export const inLanes = async (stage: Stage, go: (group: CheckedGroup) => Promise<void>): Promise<void> =>
  throwCombined(
    stage.title,
    await Promise.allSettled(
      lanes(stage).map(async lane => {
        for (const group of lane) await go(group);
      }),
    ),
  );
