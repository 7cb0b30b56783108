import {Failure} from '../../core/failure.js';
import type {RunContext} from '../context.js';
import {patiently} from './patiently.js';

interface Newcomer {
  readonly host: string;
  readonly peerUrl: string;
}

/**
 * A learner that does not get there in time is taken off the list again: left behind, it would block every other
 * change. What is a voter by now stays one, whatever was answered.
 */
export async function orWithdraw(
  newcomers: readonly Newcomer[],
  context: RunContext,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'timeout/condition') throw error;
    const outcomes: string[] = [];
    for (const newcomer of newcomers) outcomes.push(await withdraw(newcomer, context));
    throw new Failure(error.code, [error.message, ...outcomes].join('; '), {
      suggestions: error.suggestions,
      cause: error,
    });
  }
}

async function withdraw({host, peerUrl}: Newcomer, context: RunContext): Promise<string> {
  const etcd = await context.site.etcd.state();
  const member =
    etcd.known && etcd.value.is === 'formed' ? etcd.value.members.find(each => each.peerUrl === peerUrl) : undefined;
  if (!etcd.known) return `${host} was left as it is: ${etcd.why}`;
  if (member === undefined) return `${host} is no member`;
  if (!member.learner) return `${host} is a voter by now, and stays one`;
  try {
    await patiently(`etcd to let the learner ${host} go`, () => context.site.etcd.remove(peerUrl), context);
    return `${host} was a learner without a vote and was removed again, the voters are as they were`;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return `${host} is still a learner without a vote: ${error.message}`;
  }
}
