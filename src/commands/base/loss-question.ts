import type {LossQuery} from '../../core/diagnosis/loss-query.js';
import {nearest} from '../../core/did-you-mean.js';
import {Failure} from '../../core/failure.js';
import type {ClusterConfig} from '../../core/model/config.js';

/**
 * What `--lose` and `--worst` ask for: the hosts that are named are lost at once, and each zone by itself.
 *
 * @throws Failure usage/unknown-host, usage/unknown-zone
 */
export function lossQuery({hosts}: ClusterConfig, lose: readonly string[], worst?: number): LossQuery {
  const words = lose.flatMap(each => each.split(',')).filter(Boolean);
  const zones = words.filter(word => word.startsWith(ZONE)).map(word => word.slice(ZONE.length));
  const named = words.filter(word => !word.startsWith(ZONE));
  for (const name of named)
    assertKnown(
      'host',
      name,
      hosts.map(host => host.name),
    );
  for (const zone of zones) assertKnown('zone', zone, [...new Set(hosts.flatMap(host => host.zone ?? []))]);
  return {
    ...(named.length === 0 ? {} : {lose: [named]}),
    ...(zones.length === 0 ? {} : {zones}),
    ...(worst === undefined ? {} : {worst}),
  };
}

const ZONE = 'zone=';
const UNKNOWN = {host: 'usage/unknown-host', zone: 'usage/unknown-zone'} as const;

function assertKnown(what: 'host' | 'zone', name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  const meant = nearest(name, known);
  throw new Failure(UNKNOWN[what], `--lose: the configuration has no ${what} ${name}`, {
    suggestions: [meant === undefined ? `known ${what}s: ${known.join(', ') || 'none'}` : `did you mean ${meant}?`],
  });
}
