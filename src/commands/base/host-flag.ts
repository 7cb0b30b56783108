import {nearest} from '../../core/did-you-mean.js';
import {Failure} from '../../core/failure.js';
import type {ClusterConfig} from '../../core/model/config.js';
import {type HostName, hostName} from '../../core/model/names.js';

/** The host of the configuration that a flag names. Throws Failure usage/unknown-host. */
export function hostOfFlag(flag: string, name: string, {hosts}: Pick<ClusterConfig, 'hosts'>): HostName {
  const known: readonly string[] = hosts.map(each => each.name);
  if (known.includes(name)) return hostName(name);
  const meant = nearest(name, known);
  throw new Failure('usage/unknown-host', `--${flag}: the configuration has no host ${name}`, {
    suggestions: [meant === undefined ? `known hosts: ${known.join(', ') || 'none'}` : `did you mean ${meant}?`],
  });
}
