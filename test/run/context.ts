import {desire} from '../../src/core/desire.js';
import {systemClock} from '../../src/io/clock.js';
import type {ClusterClient} from '../../src/ports/cluster.js';
import type {CertificateIssuer} from '../../src/ports/issuer.js';
import type {RunContext} from '../../src/run/context.js';
import type {Event} from '../../src/run/report/event.js';
import {clusterConfig} from '../support/builders/config.js';
import {release} from '../support/builders/release.js';

const refuse = async (): Promise<never> => {
  throw new Error('no key was expected here');
};

/** No key is made or read. */
export const NO_KEYS: CertificateIssuer = {
  clusterId: refuse,
  shared: refuse,
  caCert: refuse,
  store: refuse,
  certificate: refuse,
  kubeconfig: refuse,
};

/** A run on this site, with what it reported. */
export function runOn(
  cluster: ClusterClient,
  changes: Partial<RunContext> = {},
): {readonly context: RunContext; readonly events: readonly Event[]} {
  const events: Event[] = [];
  const context: RunContext = {
    cluster,
    keys: NO_KEYS,
    desired: desire(clusterConfig()),
    release: release(),
    clock: systemClock,
    acceptDowntime: false,
    report: event => events.push(event),
    signal: new AbortController().signal,
    ...changes,
  };
  return {context, events};
}
