import type {ClusterCheck, HostCheck} from './check.js';
import {clockSkew} from './clock-skew.js';
import {commands} from './commands.js';
import {diskSpace} from './disk-space.js';
import {fapolicyd, noExec} from './execution.js';
import {firewall} from './firewall.js';
import {address, hostname, machineId} from './identity.js';
import {etcdData, foreignFiles, foreignServices, otherRuntimes} from './leftovers.js';
import {architecture, memory, processors, swap, system} from './machine.js';
import {ports} from './ports.js';

export const CLUSTER_CHECKS: readonly ClusterCheck[] = [
  {name: 'ClockSkew', evaluate: clockSkew},
  {name: 'MachineId', evaluate: machineId},
];

export const HOST_CHECKS: readonly HostCheck[] = [
  {name: 'Architecture', newHostsOnly: false, evaluate: architecture},
  {name: 'SystemVerification', newHostsOnly: true, evaluate: system},
  {name: 'NumCPU', newHostsOnly: true, evaluate: processors},
  {name: 'Mem', newHostsOnly: true, evaluate: memory},
  {name: 'Swap', newHostsOnly: true, evaluate: swap},
  {name: 'Hostname', newHostsOnly: true, evaluate: hostname},
  {name: 'Address', newHostsOnly: false, evaluate: address},
  {name: 'FileExisting-', newHostsOnly: false, evaluate: commands},
  {name: 'ContainerRuntime', newHostsOnly: false, evaluate: otherRuntimes},
  {name: 'Service-', newHostsOnly: false, evaluate: foreignServices},
  {name: 'Firewalld', newHostsOnly: true, evaluate: firewall},
  {name: 'NoExec', newHostsOnly: false, evaluate: noExec},
  {name: 'Fapolicyd', newHostsOnly: true, evaluate: fapolicyd},
  {name: 'Port-', newHostsOnly: false, evaluate: ports},
  {name: 'DirAvailable-', newHostsOnly: false, evaluate: etcdData},
  {name: 'FileAvailable-', newHostsOnly: false, evaluate: foreignFiles},
  {name: 'DiskSpace', newHostsOnly: false, evaluate: diskSpace},
];
