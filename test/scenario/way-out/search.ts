import {apply} from '../../../src/workflows/apply.js';
import {adviceOn} from './advice.js';
import {digestOf, opened, type Situation} from './situation.js';
import {type Typed, type} from './type-command.js';

/** A way out: what was typed and done, until nothing is left to do. Or why there is none. */
export type Way = {readonly steps: readonly string[]} | {readonly deadEnd: readonly string[]};

/** How many commands a person tries one after another. */
const MOST = 4;

/**
 * Types the command, and then what its screen says, until the cluster is as the file describes.
 *
 * @param command the one that was stopped, without the word quorate.
 */
export async function wayOut(situation: Situation, command: string): Promise<Way> {
  const tried = new Map<string, number>();
  const trace: string[] = [];
  const found = await follow({situation, command, read: []}, MOST, [], {tried, trace});
  return found === undefined ? {deadEnd: trace} : {steps: found};
}

interface Memory {
  /** By situation and command, how many more commands could be typed after it. */
  readonly tried: Map<string, number>;
  readonly trace: string[];
}

interface Next {
  readonly situation: Situation;
  readonly command: string;
  /** Commands on earlier screens that come after those that were typed. */
  readonly read: readonly string[];
}

async function follow(
  {situation, command, read}: Next,
  left: number,
  steps: readonly string[],
  memory: Memory,
): Promise<readonly string[] | undefined> {
  const key = `${command} ${digestOf(situation)}`;
  if ((memory.tried.get(key) ?? 0) >= left) return undefined;
  memory.tried.set(key, left);
  const typed = await type(command, situation);
  const taken = [...steps, `quorate ${command}`];
  memory.trace.push(`${'  '.repeat(MOST - left)}${taken.at(-1)}: ${summary(typed)}`);
  const advice = adviceOn(typed.screen, typed.after, command);
  if (typed.failure === undefined && (await isWhole(typed.after))) return taken;
  const acted = [...taken, ...advice.acts];
  if (advice.acts.length > 0 && (await isWhole(advice.after))) return acted;
  if (advice.acts.length > 0) memory.trace.push(`${'  '.repeat(MOST - left)}  the person ${advice.acts.join(', ')}`);
  if (left === 1) return undefined;
  const all = [...advice.commands, ...read.filter(each => !advice.commands.includes(each))];
  for (const [index, next] of all.entries()) {
    const found = await follow(
      {situation: advice.after, command: next, read: all.slice(index + 1)},
      left - 1,
      acted,
      memory,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

const summary = ({failure, screen}: Typed): string =>
  failure === undefined ? `done, ${screen.join(' ')}` : screen.join(' ');

/** Nothing is left to do, and nothing is left out. */
async function isWhole({file, world}: Situation): Promise<boolean> {
  const {scenario, cluster} = opened(file, world);
  cluster.world.mayLoseQuorum = true;
  try {
    const {plan, incomplete} = await scenario.run(apply, cluster, {dryRun: true});
    return plan.length === 0 && incomplete === undefined;
  } catch {
    return false;
  }
}
