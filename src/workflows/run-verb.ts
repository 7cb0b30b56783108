import type {ClusterConfig} from '../core/model/config.js';
import {systemClock} from '../io/clock.js';
import type {Environment} from './connect.js';
import {converge, type Outcome} from './converge.js';
import {type ClusterSession, withCluster} from './session.js';
import type {Request, Verb} from './verb.js';

/** What the flags of a command say about a run. */
export type RunOptions = Pick<Request, 'dryRun' | 'ignorePreflight' | 'acceptDowntime' | 'limit'>;

/** An outcome with what describes it. */
export interface VerbOutcome extends Outcome {
  readonly verb: string;
  readonly session: Pick<ClusterSession, 'desired' | 'release'>;
}

/** Opens the cluster of a configuration and runs a verb on it. */
export const runVerb = (
  verb: Verb,
  config: ClusterConfig,
  options: RunOptions,
  environment: Environment,
): Promise<VerbOutcome> => withCluster(config, environment, session => runIn(session, verb, options, environment));

/** Runs a verb in an open session. */
export async function runIn(
  {cluster, keys, operatorFiles, caHome, verify, ...session}: ClusterSession,
  verb: Verb,
  options: RunOptions,
  {report, signal}: Pick<Environment, 'report' | 'signal'>,
): Promise<VerbOutcome> {
  const deps = {cluster, keys, operatorFiles, caHome, verify, report, signal, clock: systemClock};
  const outcome = await converge(verb, {...session, ...options}, deps);
  return {...outcome, verb: verb.name, session};
}
