import {desire} from '../../src/core/cluster/desire.js';
import type {RunContext} from '../../src/run/context.js';
import type {Event} from '../../src/run/report/event.js';
import type {KeyPort, Site} from '../../src/run/site.js';
import {clusterConfig, release} from '../support/rendering.js';

const refuse = async (): Promise<never> => {
  throw new Error('no key was expected here');
};

/** No key is made or read. */
export const NO_KEYS: KeyPort = {
  clusterId: refuse,
  shared: refuse,
  authorityCert: refuse,
  store: refuse,
  certificate: refuse,
  kubeconfig: refuse,
};

/** A run on this site, with what it reported. */
export function runOn(
  site: Site,
  changes: Partial<RunContext> = {},
): {readonly context: RunContext; readonly events: readonly Event[]} {
  const events: Event[] = [];
  const context: RunContext = {
    site,
    keys: NO_KEYS,
    desired: desire(clusterConfig()),
    release: release(),
    now: () => new Date(),
    acceptDowntime: false,
    report: event => events.push(event),
    signal: new AbortController().signal,
    ...changes,
  };
  return {context, events};
}
