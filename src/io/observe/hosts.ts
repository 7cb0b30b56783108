import type {HostEvidence, LinkEvidence} from '../../core/diagnosis/evidence.js';
import {neededLinks} from '../../core/diagnosis/required-links.js';
import type {DesiredCluster} from '../../core/model/desired.js';
import {type Fact, known, unknown} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import type {HostFacts, ObservedCluster} from '../../core/model/observed.js';
import {ownUnits} from '../../core/plan/fact-query.js';
import type {Depth} from '../../ports/cluster.js';
import {asFact} from '../as-fact.js';
import {askHost, type HostAnswer} from './evidence/host.js';
import {hostQuery} from './evidence/host-query.js';
import {queryOf} from './fact-queries.js';
import type {Observer} from './observer.js';

/** What one host reports about itself. */
export interface ObservedHost {
  readonly host: HostName;
  readonly facts: Fact<HostFacts>;
  /** What only a diagnosis asks for. */
  readonly answer: Fact<HostAnswer>;
}

const NOT_ASKED = unknown('not asked');

export function observeHosts(
  observer: Observer,
  desired: DesiredCluster,
  depth: Depth,
  gathered?: ObservedCluster['hosts'],
): Promise<readonly ObservedHost[]> {
  const {templates, connections, host: client} = observer;
  const links = neededLinks(desired);
  const ended = observer.onGather?.(desired.hosts.map(({name}) => name));
  return Promise.all(
    desired.hosts.map(async ({name: host}) => {
      const query = queryOf(observer, desired, host);
      const extra = () => hostQuery(desired, ownUnits(query), links, host);
      const [facts, answer] = await Promise.all([
        gathered?.get(host) ?? asFact(async () => known(await client(host).facts(query))),
        depth === 'plan'
          ? NOT_ASKED
          : asFact(async () => known(await askHost({name: host, transport: connections.to(host), templates}, extra()))),
      ]);
      ended?.(host);
      return {host, facts, answer};
    }),
  );
}

export const hostEvidence = ({facts, answer}: ObservedHost): Fact<HostEvidence> =>
  answer.known ? known({...answer.value.evidence, addresses: facts.known ? facts.value.addresses : []}) : answer;

/** By control plane, without a leading v. */
export const apiServerVersions = (hosts: readonly ObservedHost[]): ReadonlyMap<HostName, string> =>
  new Map(
    hosts.flatMap(({host, answer}) => {
      const version = answer.known ? answer.value.apiServerVersion : undefined;
      return version === undefined ? [] : [[host, version] as const];
    }),
  );

/** The links of a host that did not answer are unknown: no host counts as isolated because it was not asked. */
export const linkEvidence = (desired: DesiredCluster, hosts: readonly ObservedHost[]): readonly LinkEvidence[] => {
  const answers = new Map(hosts.map(({host, answer}) => [host, answer]));
  return [
    ...hosts.flatMap(({answer}) => (answer.known ? answer.value.links : [])),
    ...neededLinks(desired).flatMap(({from, to, port}) => {
      const answer = answers.get(from) ?? NOT_ASKED;
      return answer.known ? [] : [{from, to, port, answer}];
    }),
  ];
};
