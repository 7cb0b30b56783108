import {listed} from '../../format.js';
import type {Finding} from '../../model/finding.js';
import {type Subject, warning} from './check.js';
import {runs} from './leftovers.js';

const MANAGER = 'NetworkManager.service';
const CLOUD_SETUP: readonly string[] = ['nm-cloud-setup.service', 'nm-cloud-setup.timer'];

export const NETWORK_MANAGER_UNITS: readonly string[] = [MANAGER, ...CLOUD_SETUP];

const CONFIGURATION = '/etc/NetworkManager/conf.d/quorate.conf';
const UNMANAGED = 'unmanaged-devices=interface-name:cni*;interface-name:flannel*;interface-name:veth*';

/** It may take over the interfaces of pods; nm-cloud-setup writes rules of routing that packets of pods fall under. */
export const networkManager = ({name, facts, node, network}: Subject): readonly Finding[] => {
  if (node === undefined || !runs(facts, MANAGER)) return [];
  const setup = CLOUD_SETUP.filter(unit => runs(facts, unit) || facts.units.get(unit)?.enabled === true);
  const leaves = facts.unmanagedDevices;
  return [
    ...(setup.length === 0
      ? []
      : [
          warning(
            'NetworkManager',
            `${name}: ${listed(setup)} ${setup.length === 1 ? 'is' : 'are'} enabled; packets of pods take wrong routes`,
            `on ${name}: \`systemctl disable --now ${setup.join(' ')}\`, then reboot: its rules stay until then`,
          ),
        ]),
    ...(network.plugin !== 'flannel' || leaves === undefined || (/cni/.test(leaves) && /flannel/.test(leaves))
      ? []
      : [
          warning(
            'NetworkManager',
            `${name}: NetworkManager is active and may take over the interfaces of pods`,
            `on ${name}: \`printf '[keyfile]\\n${UNMANAGED}\\n' >${CONFIGURATION} && systemctl reload NetworkManager\``,
          ),
        ]),
  ];
};
