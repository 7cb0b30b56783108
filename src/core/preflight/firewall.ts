import type {Finding} from '../cluster/finding.js';
import {type Subject, warning} from './check.js';
import {runs} from './ownership.js';

export const FIREWALL_UNIT = 'firewalld.service';

export const firewall = ({
  name,
  facts,
  member,
  controlPlane,
  node,
  loadBalancer,
  endpointPort,
}: Subject): readonly Finding[] => {
  if (!runs(facts, FIREWALL_UNIT)) return [];
  const open = [
    ...(member === undefined ? [] : ['2379-2380/tcp']),
    ...(controlPlane ? ['6443/tcp'] : []),
    ...(node === undefined ? [] : ['10250/tcp', '8472/udp']),
    ...(loadBalancer === undefined ? [] : [`${endpointPort}/tcp`]),
  ];
  return [
    warning(
      'Firewalld',
      `${name}: firewalld is active; the other hosts have to reach ${open.join(', ')}`,
      `on ${name}: firewall-cmd --permanent ${open.map(port => `--add-port=${port}`).join(' ')} && firewall-cmd --reload`,
    ),
  ];
};
