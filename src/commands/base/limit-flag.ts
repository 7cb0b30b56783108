import {Flags} from '@oclif/core';
import {nearest} from '../../core/did-you-mean.js';
import {Failure} from '../../core/failure.js';
import {listed} from '../../core/format.js';
import type {ClusterConfig} from '../../core/model/config.js';
import {type HostName, hostName} from '../../core/model/names.js';

export const limitFlag = {
  limit: Flags.string({
    description: 'Change only these hosts, and no cluster services; comma-separated, repeatable',
    helpValue: 'HOST',
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
  }),
};

/**
 * The hosts that `--limit` names; undefined without the flag.
 *
 * @param named hosts that the command names itself: they must be within the limit.
 * @throws Failure usage/unknown-host, usage/limit-excludes
 */
export function limitOf(
  {hosts}: Pick<ClusterConfig, 'hosts'>,
  flag: readonly string[] | undefined,
  named: readonly HostName[] = [],
): readonly HostName[] | undefined {
  if (flag === undefined) return undefined;
  const names = [...new Set(flag.map(name => name.trim()).filter(Boolean))];
  const known: readonly string[] = hosts.map(({name}) => name);
  const unknown = names.filter(name => !known.includes(name));
  if (names.length === 0 || unknown.length > 0) throw unknownHosts(unknown, known);
  const outside = named.filter(name => !names.includes(name));
  if (outside.length > 0)
    throw new Failure('usage/limit-excludes', `--limit ${names.join(',')}: ${listed(outside)} would be left out`, {
      suggestions: [`--limit ${[...names, ...outside].join(',')}`],
    });
  return names.map(hostName);
}

function unknownHosts(unknown: readonly string[], known: readonly string[]): Failure {
  const meant = unknown.flatMap(name => nearest(name, known) ?? []);
  const message =
    unknown.length === 0 ? '--limit: no host is named' : `--limit: the configuration has no host ${listed(unknown)}`;
  return new Failure('usage/unknown-host', message, {
    suggestions: [meant.length > 0 ? `did you mean ${listed(meant)}?` : `known hosts: ${known.join(', ')}`],
  });
}
