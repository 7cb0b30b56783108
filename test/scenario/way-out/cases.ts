import {PKI} from '../../../src/core/render/paths.js';
import {switchedOff, switchedOn} from './machines.js';
import {RUNS, type Run} from './runs.js';
import {opened, type Situation} from './situation.js';
import {after, FAULTS, type Fault, killed, operationsIn, type Stopped} from './stops.js';
import {type} from './type-command.js';

/** How a run is stopped. */
export interface Stop {
  /** Undefined: the run is killed. */
  readonly fault: Fault | undefined;
  /** Which of its operations: a number, counted around; or its text. */
  readonly at: number | RegExp;
}

/** A run, and how it is stopped. */
export interface Case extends Stop {
  readonly run: Run;
  /** The same command is typed again, and this stops it. */
  readonly second?: Stop & {
    /** A machine that is off meanwhile, by its number: it is switched on again after the second run. */
    readonly away?: number | undefined;
  };
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
export async function stopped({run, fault, at, second}: Case): Promise<Stopped | undefined> {
  const first = await stoppedOnce(run, {fault, at});
  if (first === undefined || isLostForGood(first.situation)) return undefined;
  if (second === undefined) return first;
  const found = await stoppedAgain(run.command, first, second);
  return isLostForGood(found.situation) ? undefined : found;
}

async function stoppedOnce(run: Run, {fault, at}: Stop): Promise<Stopped | undefined> {
  if (fault === undefined) return pick(await killsOf(run), at, ({how}) => how);
  const hit = hitBy(fault, at, run.command, await operationsOf(run));
  return hit === undefined
    ? undefined
    : after(run.command, await startOf(run), {hits: (_, number) => number === hit, fault});
}

async function stoppedAgain(
  command: string,
  {how, situation}: Stopped,
  {fault, at, away}: NonNullable<Case['second']>,
): Promise<Stopped> {
  const off = away === undefined ? undefined : switchedOff(situation, away);
  const start = off?.situation ?? situation;
  const stop =
    fault === undefined
      ? pick(await killed(command, start), at, each => each.how)
      : await hitAgain(command, start, {fault, at});
  // The second run has refused, or has no such operation.
  const left = stop ?? {how: 'the same command again', situation: (await type(command, start)).after};
  const words = [how, ...(off === undefined ? [] : [`${off.host} is off meanwhile`]), left.how];
  return {
    how: words.join('; then '),
    situation: off === undefined ? left.situation : switchedOn(left.situation, off.host),
  };
}

async function hitAgain(command: string, start: Situation, {fault, at}: Stop & {readonly fault: Fault}) {
  const hit = hitBy(fault, at, command, await operationsIn(command, start));
  return hit === undefined ? undefined : after(command, start, {hits: (_, number) => number === hit, fault});
}

const pick = <T>(all: readonly T[], at: Stop['at'], text: (one: T) => string): T | undefined =>
  typeof at === 'number' ? all[at % all.length] : all.find(each => at.test(text(each)));

/** The number of the operation at which the fault happens; undefined if at none. */
function hitBy(fault: Fault, at: Stop['at'], command: string, operations: readonly string[]): number | undefined {
  const possible = operations.flatMap((operation, number) =>
    fault.at(operation, command) && (typeof at === 'number' || at.test(operation)) ? [number] : [],
  );
  return possible[typeof at === 'number' ? at % possible.length : 0];
}

/**
 * A majority of the members is lost, or the last keys of the CAs: a backup is needed. Or the file names no other etcd host
 * or control plane, so that another machine is needed.
 */
function isLostForGood({world, file, lost}: Situation): boolean {
  if (lost.size === 0) return false;
  const {etcd, controlPlanes} = opened(file, world).scenario.desired;
  if ([etcd, controlPlanes].some(all => all.every(({host}) => lost.has(host)))) return true;
  if (world.membership === undefined) return false;
  const voters = world.membership.members.filter(({learner}) => !learner);
  const left = voters.filter(({host}) => !lost.has(host));
  const hasKeys = file.hosts.some(({name}) => !lost.has(name) && world.disk(name).files.has(PKI.ca.key));
  return left.length <= voters.length / 2 || !hasKeys;
}

/** A case by its words. */
export function caseOf(name: string, fault: string | undefined, at: RegExp): Case {
  const run = RUNS.find(each => each.name === name);
  if (run === undefined) throw new Error(`no such run: ${name}`);
  return {run, ...stopOf(fault, at)};
}

/** @param fault undefined: it is killed. */
export function stopOf(fault: string | undefined, at: Stop['at']): Stop {
  const found = FAULTS.find(each => each.name === fault);
  if (found === undefined && fault !== undefined) throw new Error(`no such fault: ${fault}`);
  return {fault: found, at};
}
