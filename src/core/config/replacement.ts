import type {ClusterConfig, HostConfig} from '../model/config.js';
import type {HostName} from '../model/names.js';
import {canonicalAddress, canonicalHost} from '../network/address.js';

/** A host takes the place of another one: roles, zone, labels, taints and SSH settings, except for those given here. */
export interface Replacement {
  readonly old: HostName;
  /** May be the same name: a new machine. */
  readonly name: HostName;
  readonly address?: string;
  readonly sshAddress?: string;
  readonly sshUser?: string;
  readonly sshPort?: number;
}

/** The entry of the new host. */
export function replacedHost(old: HostConfig, {name, address, sshAddress, sshUser, sshPort}: Replacement): HostConfig {
  const at = address === undefined ? old.address : canonicalAddress(address);
  const isElsewhere = name !== old.name || at !== old.address;
  // Its own address, if the old one was reached at another.
  const forSsh = sshAddress === undefined ? (isElsewhere ? at : old.sshAddress) : canonicalHost(sshAddress);
  const isReachedElsewhere = sshAddress !== undefined || old.sshAddress !== undefined;
  const {sshAddress: _, ...rest} = old;
  return {
    ...rest,
    name,
    address: at,
    ...(isReachedElsewhere && forSsh !== undefined ? {sshAddress: forSsh} : {}),
    // quorate runs on the old host, or on neither.
    connection: name === old.name ? old.connection : 'ssh',
    ssh: {
      ...old.ssh,
      ...(sshUser === undefined ? {} : {user: sshUser}),
      ...(sshPort === undefined ? {} : {port: sshPort}),
      set: withSet(old.ssh.set ?? [], [
        ...(sshUser === undefined ? [] : ['user']),
        ...(sshPort === undefined ? [] : ['port']),
      ]),
    },
  };
}

const withSet = (set: readonly string[], more: readonly string[]): readonly string[] =>
  [...new Set([...set, ...more])].sort();

/** The configuration with the new host in the place of the old one. */
export const withReplaced = (config: ClusterConfig, replacement: Replacement): ClusterConfig => ({
  ...config,
  hosts: config.hosts.map(host => (host.name === replacement.old ? replacedHost(host, replacement) : host)),
});

/** The configuration with both, the new one behind the old one. */
export const withSuccessor = (config: ClusterConfig, replacement: Replacement): ClusterConfig => ({
  ...config,
  hosts: config.hosts.flatMap(host =>
    host.name === replacement.old ? [host, replacedHost(host, replacement)] : [host],
  ),
});
