import {PKI} from '../../../src/core/render/paths.js';
import {RUNS, type Run} from './runs.js';
import type {Situation} from './situation.js';
import {after, FAULTS, type Fault, killed, operationsIn, type Stopped} from './stops.js';

/** A run, and how it is stopped. */
export interface Case {
  readonly run: Run;
  /** Undefined: the run is killed. */
  readonly fault: Fault | undefined;
  /** Which of its operations: a number, counted around; or its text. */
  readonly at: number | RegExp;
}

const starts = new Map<Run, Promise<Situation>>();
const operations = new Map<Run, Promise<readonly string[]>>();
const kills = new Map<Run, Promise<readonly Stopped[]>>();

function once<T>(known: Map<Run, Promise<T>>, run: Run, make: () => Promise<T>): Promise<T> {
  const made = known.get(run) ?? make();
  known.set(run, made);
  return made;
}

const startOf = (run: Run): Promise<Situation> => once(starts, run, run.start);
export const killsOf = (run: Run): Promise<readonly Stopped[]> =>
  once(kills, run, async () => killed(run.command, await startOf(run)));

/** The operations of the undisturbed run, in their order. */
const operationsOf = (run: Run): Promise<readonly string[]> =>
  once(operations, run, async () => operationsIn(run.command, await startOf(run)));

/** Undefined: the fault cannot happen there, or only a backup helps after it. */
export async function stopped({run, fault, at}: Case): Promise<Stopped | undefined> {
  if (fault === undefined) {
    const all = await killsOf(run);
    return typeof at === 'number' ? all[at % all.length] : all.find(({how}) => at.test(how));
  }
  const all = await operationsOf(run);
  const possible = all.flatMap((operation, number) =>
    fault.at(operation, run.command) && (typeof at === 'number' || at.test(operation)) ? [number] : [],
  );
  if (possible.length === 0) return undefined;
  const hit = possible[typeof at === 'number' ? at % possible.length : 0];
  const found = await after(run.command, await startOf(run), {hits: (_, number) => number === hit, fault});
  return found === undefined || isLostForGood(found.situation) ? undefined : found;
}

/** A majority of the members is lost, or the last keys of the CAs: a backup is needed. */
function isLostForGood({world, file, lost}: Situation): boolean {
  if (lost.size === 0 || world.membership === undefined) return false;
  const voters = world.membership.members.filter(({learner}) => !learner);
  const left = voters.filter(({host}) => !lost.has(host));
  const hasKeys = file.hosts.some(({name}) => !lost.has(name) && world.disk(name).files.has(PKI.ca.key));
  return left.length <= voters.length / 2 || !hasKeys;
}

/** A case by its words. */
export function caseOf(name: string, fault: string | undefined, at: RegExp): Case {
  const run = RUNS.find(each => each.name === name);
  const found = FAULTS.find(each => each.name === fault);
  if (run === undefined || (found === undefined && fault !== undefined))
    throw new Error(`no such case: ${name}, ${fault}`);
  return {run, fault: found, at};
}
