import type {Finding} from '../../model/finding.js';
import type {HostFacts} from '../../model/observed.js';
import {error, type Subject, warning} from './check.js';

/** kubelet does not start with swap on. etcd starts, and misses heartbeats while its memory is swapped in. */
export const swap = ({name, facts, node, member}: Subject): readonly Finding[] => {
  if (!facts.swap) return [];
  const where = facts.container === undefined ? name : `the machine of the container ${name}`;
  const fix = `on ${where}: ${swapOff(facts)}`;
  if (node !== undefined) return [error('Swap', `${name}: swap is on; kubelet does not start with swap`, fix)];
  return member === undefined
    ? []
    : [warning('Swap', `${name}: swap is on; an etcd member answers too late while its memory is swapped out`, fix)];
};

/** Turns swap off now and after the next boot, whatever turns it on. */
export const swapOff = ({swapDevices = [], swapServices = []}: HostFacts): string => {
  const compressed = swapDevices.filter(isCompressed);
  const steps = [
    ...(swapServices.length === 0 ? [] : [`\`systemctl disable --now ${swapServices.join(' ')}\``]),
    // zram-generator makes a unit for each device at boot; an empty file of this name turns it off.
    ...(compressed.length === 0 || swapServices.some(service => service.startsWith('zram'))
      ? []
      : [
          `\`systemctl stop ${compressed.map(device => `systemd-zram-setup@${device.slice('/dev/'.length)}.service`).join(' ')}; : >/etc/systemd/zram-generator.conf\``,
        ]),
    ...(swapDevices.length > 0 && swapDevices.every(isCompressed)
      ? []
      : [
          '`swapoff -a`, and delete the swap line from /etc/fstab (without such a line: `systemctl mask` the unit that `systemctl list-units --type=swap` shows)',
        ]),
  ];
  return steps.join('; ');
};

const isCompressed = (device: string): boolean => /^\/dev\/zram\d+$/.test(device);
