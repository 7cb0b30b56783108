import {Failure} from '../failure.js';
import type {ClusterConfig} from '../model/config.js';
import type {HostName} from '../model/names.js';
import {canonicalAddress, isAddress} from '../network/address.js';
import {withHostBeside, withHostReplaced, withoutHost} from './edit-hosts.js';
import type {Replacement} from './replacement.js';

/** How a replacement edits the text of a configuration. */
export interface ReplacementEdit {
  /** Before the first change of the cluster: the file of an interrupted run. */
  readonly begin: string;
  /** When the old host is out of the cluster. */
  readonly end: string;
  /** `begin` has the old host no more: it must be out of the cluster before the file says so, or be lost. */
  readonly exchanges: boolean;
}

/**
 * The new host is in the file, with the old one, until the old one is out of the cluster. If they cannot be in it together, the
 * new one takes the entry of the old one.
 * @throws Failure config/hosts-not-editable, config/invalid, usage/replace-address, replace/unknown-host
 */
export function replacementEdit(text: string, config: ClusterConfig, replacement: Replacement): ReplacementEdit {
  const {old, name, address} = replacement;
  if (address !== undefined && !isAddress(address))
    throw new Failure('usage/replace-address', `--address ${address}: not an IP address`, {
      suggestions: [`quorate replace ${old} ${name} --address ADDRESS`],
    });
  const has = (host: HostName) => config.hosts.some(each => each.name === host);
  if (name !== old && has(name)) {
    assertAddress(config, replacement);
    return {begin: text, end: withoutHost(text, old), exchanges: false};
  }
  if (!has(old)) throw unknown(replacement);
  if (name !== old && address === undefined)
    throw new Failure('usage/replace-address', `${name} is not in the configuration, and no address is given for it`, {
      suggestions: [`quorate replace ${old} ${name} --address ADDRESS`],
    });
  if (name === old && isUnchanged(replacement)) return {begin: text, end: text, exchanges: false};
  const end = withHostReplaced(text, replacement);
  const beside = name === old ? undefined : withHostBeside(text, replacement);
  return {begin: beside ?? end, end, exchanges: beside === undefined && name !== old};
}

const isUnchanged = ({address, sshAddress, sshUser, sshPort}: Replacement): boolean =>
  [address, sshAddress, sshUser, sshPort].every(each => each === undefined);

function assertAddress({hosts}: ClusterConfig, {old, name, address}: Replacement): void {
  const own = hosts.find(host => host.name === name)!.address;
  if (address === undefined || canonicalAddress(address) === own) return;
  throw new Failure(
    'usage/replace-address',
    `${name} is in the configuration with the address ${own}, not ${address}`,
    {
      suggestions: [`quorate replace ${old} ${name}`, `or edit the address of ${name} in the configuration`],
    },
  );
}

const unknown = ({old, name}: Replacement): Failure =>
  new Failure(
    'replace/unknown-host',
    name === old ? `${old}: not in the configuration` : `neither ${old} nor ${name} is in the configuration`,
    {suggestions: [`check the names; or add ${name} to spec.hosts, then run the same command again`]},
  );
