import {desire} from '../core/desire.js';
import type {ClusterConfig} from '../core/model/config.js';
import type {Renewal} from '../core/model/key-change.js';
import type {Environment} from './connect.js';
import {type RunOptions, runIn, type VerbOutcome} from './run-verb.js';
import {withSession} from './session.js';
import type {Verb} from './verb.js';

/** Issues certificates again before they are due, and restarts what does not reload them. No host joins. */
export const renew: Verb = {name: 'pki renew', joinable: () => [], checkState: () => []};

/** Renews certificates on all hosts that can be reached. A run that is repeated renews what is left. */
export const renewCertificates = (
  renewal: Renewal,
  config: ClusterConfig,
  options: RunOptions,
  environment: Environment,
): Promise<VerbOutcome> =>
  withSession(config, environment, session =>
    runIn(session.cluster(config, {...desire(config), renewal}), renew, options, environment),
  );
