import type {ClusterCheck, HostCheck} from './check.js';
import {clockSkew} from './clock-skew.js';
import {commands} from './commands.js';
import {diskSpace} from './disk-space.js';
import {firewall} from './firewall.js';
import {address, hostname, machineId} from './identity.js';
import {etcdData, foreignFiles, foreignServices, otherRuntimes} from './leftovers.js';
import {architecture, memory, processors, swap, system} from './machine.js';
import {ports} from './ports.js';

export const CLUSTER_CHECKS: readonly ClusterCheck[] = [
  {name: 'ClockSkew', says: clockSkew},
  {name: 'MachineId', says: machineId},
];

export const HOST_CHECKS: readonly HostCheck[] = [
  {name: 'Architecture', newHostsOnly: false, says: architecture},
  {name: 'SystemVerification', newHostsOnly: true, says: system},
  {name: 'NumCPU', newHostsOnly: true, says: processors},
  {name: 'Mem', newHostsOnly: true, says: memory},
  {name: 'Swap', newHostsOnly: true, says: swap},
  {name: 'Hostname', newHostsOnly: true, says: hostname},
  {name: 'Address', newHostsOnly: false, says: address},
  {name: 'FileExisting-', newHostsOnly: false, says: commands},
  {name: 'ContainerRuntime', newHostsOnly: false, says: otherRuntimes},
  {name: 'Service-', newHostsOnly: false, says: foreignServices},
  {name: 'Firewalld', newHostsOnly: true, says: firewall},
  {name: 'Port-', newHostsOnly: false, says: ports},
  {name: 'DirAvailable-', newHostsOnly: false, says: etcdData},
  {name: 'FileAvailable-', newHostsOnly: false, says: foreignFiles},
  {name: 'DiskSpace', newHostsOnly: false, says: diskSpace},
];
