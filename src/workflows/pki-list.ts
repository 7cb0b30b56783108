import {desire} from '../core/desire.js';
import type {ClusterConfig} from '../core/model/config.js';
import {known} from '../core/model/fact.js';
import type {HostName} from '../core/model/names.js';
import {restrictTo} from '../core/model/scope.js';
import {expectedOn, type ListedCertificate, listCertificates} from '../core/pki/inventory.js';
import {EMPTY_QUERY} from '../core/plan/fact-query.js';
import {asFact} from '../io/as-fact.js';
import {wallClock} from '../io/clock.js';
import {type Environment, hostClientsWithoutBundle, withHosts} from './connect.js';

export interface CertificateList {
  readonly certificates: readonly ListedCertificate[];
  /** Hosts that could not be asked. */
  readonly unknown: readonly {readonly host: HostName; readonly why: string}[];
}

/** The certificates of all hosts, side by side. Only reads; needs neither etcd nor the API, nor a bundle. */
export const listPki = (config: ClusterConfig, environment: Environment): Promise<CertificateList> =>
  withHosts(config, environment, async connections => {
    const desired = desire(config);
    const client = await hostClientsWithoutBundle(connections);
    const hosts = new Map(
      await Promise.all(
        desired.hosts.map(async ({name}) => {
          const publicTexts = expectedOn(restrictTo(desired, new Set([name])), name).map(({path}) => path);
          const facts = await asFact(async () => known(await client(name).facts({...EMPTY_QUERY, publicTexts})));
          return [name, facts] as const;
        }),
      ),
    );
    return {
      certificates: listCertificates(desired, {hosts}, wallClock()),
      unknown: [...hosts].flatMap(([host, facts]) => (facts.known ? [] : [{host, why: facts.why}])),
    };
  });
