import {existsSync} from 'node:fs';
import {Failure} from '../../core/failure.js';
import {attempt, run} from './command.js';
import {bridgeName, type LabSpec, short} from './spec.js';

/**
 * The bridge between the hosts; this machine has the gateway address on it.
 * @throws Failure lab/network-taken when another interface of this machine is in that network already.
 */
export const makeBridge = async ({name, bridge, gateway}: LabSpec): Promise<void> => {
  const purpose = `Making bridge ${bridge} of lab ${name}`;
  await refuseUsedNetwork(bridge, gateway);
  if (!existsSync(`/sys/class/net/${bridge}`)) {
    // A fixed address: else the bridge takes that of a port, changes with every port, and the hosts lose their gateway.
    const mac = `02:${short(name, 10).replaceAll(/..(?=.)/g, '$&:')}`;
    await run(purpose, [
      'ip',
      'link',
      'add',
      'name',
      bridge,
      'address',
      mac,
      'type',
      'bridge',
      ...['stp_state', '0'],
      ...['forward_delay', '0'],
      ...['mcast_snooping', '0'],
    ]);
  }
  await run(purpose, ['ip', 'address', 'replace', `${gateway}/24`, 'dev', bridge]);
  await run(purpose, ['ip', 'link', 'set', bridge, 'addrgenmode', 'none', 'up']);
};

export const removeBridge = async (lab: string): Promise<void> => removeLink(bridgeName(lab));

/** A link that is gone already, or disappears with its namespace, is not an error. */
export const removeLink = async (link: string): Promise<void> => {
  if (!existsSync(`/sys/class/net/${link}`)) return;
  const {code, stderr} = await attempt(['ip', 'link', 'delete', link]);
  if (code !== 0 && existsSync(`/sys/class/net/${link}`))
    throw new Failure('lab/command', `Removing network link ${link}: ${stderr.trim()}`, {
      suggestions: [`ip link delete ${link}`],
    });
};

interface Link {
  readonly ifname: string;
  readonly addr_info: readonly {readonly local: string; readonly prefixlen: number}[];
}

const refuseUsedNetwork = async (bridge: string, gateway: string): Promise<void> => {
  const links = JSON.parse(
    await run('Reading the addresses of this machine', ['ip', '-json', '-4', 'address']),
  ) as readonly Link[];
  for (const {ifname, addr_info: addresses} of links)
    for (const {local, prefixlen} of addresses)
      if (ifname !== bridge && overlap(local, prefixlen, gateway))
        throw new Failure(
          'lab/network-taken',
          `Making the network ${gateway}/24: ${ifname} of this machine has ${local}/${prefixlen}.`,
          {
            suggestions: [
              'give the hosts addresses of another /24',
              'see whether another lab uses this network: quorate lab list',
            ],
          },
        );
};

const overlap = (address: string, prefix: number, gateway: string): boolean => {
  const bits = Math.min(prefix, 24);
  return bits > 0 && number(address) >>> (32 - bits) === number(gateway) >>> (32 - bits);
};

const number = (address: string): number => address.split('.').reduce((value, part) => value * 256 + Number(part), 0);
