import type {HostName} from '../../core/cluster/names.js';
import type {Action, Stage} from '../../core/plan/action.js';
import type {RunContext} from '../context.js';
import {apply, stopWhenTold} from './apply.js';
import {type Batch, lanes, type Passage} from './batches.js';
import {holdTrue, stillDue} from './due.js';
import {gathered} from './gathered.js';

/** How the passages of some stages are gone through, and what is to be done after the last. */
export interface Work {
  passage(passage: Passage): Promise<void>;
  end(): Promise<void>;
}

/** Looks before and after each passage. */
export const performing = (context: RunContext): Work => ({
  async passage(passage) {
    stopWhenTold(context);
    const wanted = await stillDue(passage, context);
    await apply(wanted, context);
    await holdTrue(wanted, context);
  },
  end: async () => {},
});

/** Nothing that is put in place depends on what was put in place before it: all is looked at first, and all last. */
export async function placing(stages: readonly Stage[], context: RunContext): Promise<Work> {
  const wanted: Batch[] = [];
  const lacking = new Set<Action>();
  for (const stage of stages)
    await inLanes(stage, async passage => {
      stopWhenTold(context);
      for (const {actions} of await stillDue(passage, context)) for (const action of actions) lacking.add(action);
    });
  return {
    async passage(passage) {
      const due = passage.flatMap(batch => {
        const actions = batch.actions.filter(action => lacking.has(action));
        return actions.length === 0 ? [] : [{...batch, actions}];
      });
      wanted.push(...due);
      await apply(due, context);
    },
    async end() {
      const byHost = new Map<HostName | undefined, Batch[]>();
      for (const batch of wanted) byHost.set(batch.host, [...(byHost.get(batch.host) ?? []), batch]);
      const looks = [...byHost.values()].map(batches => holdTrue(batches, context));
      gathered(stages.at(-1)!.title, await Promise.allSettled(looks));
    },
  };
}

/** Throws what failed, when all lanes have ended. */
export const inLanes = async (stage: Stage, go: (passage: Passage) => Promise<void>): Promise<void> =>
  gathered(
    stage.title,
    await Promise.allSettled(
      lanes(stage).map(async lane => {
        for (const passage of lane) await go(passage);
      }),
    ),
  );
