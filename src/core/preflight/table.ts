import {address} from './address.js';
import {architecture} from './architecture.js';
import {memory, processors} from './capacity.js';
import type {HostCheck, SiteCheck} from './check.js';
import {clockSkew} from './clock-skew.js';
import {commands} from './commands.js';
import {diskSpace} from './disk-space.js';
import {etcdData} from './etcd-data.js';
import {firewall} from './firewall.js';
import {foreignFiles} from './foreign-files.js';
import {foreignServices} from './foreign-services.js';
import {hostname} from './hostname.js';
import {machineId} from './machine-id.js';
import {otherRuntimes} from './other-runtimes.js';
import {ports} from './ports.js';
import {swap} from './swap.js';
import {system} from './system.js';

export const SITE_CHECKS: readonly SiteCheck[] = [
  {name: 'ClockSkew', says: clockSkew},
  {name: 'MachineId', says: machineId},
];

export const HOST_CHECKS: readonly HostCheck[] = [
  {name: 'Architecture', newcomersOnly: false, says: architecture},
  {name: 'SystemVerification', newcomersOnly: true, says: system},
  {name: 'NumCPU', newcomersOnly: true, says: processors},
  {name: 'Mem', newcomersOnly: true, says: memory},
  {name: 'Swap', newcomersOnly: true, says: swap},
  {name: 'Hostname', newcomersOnly: true, says: hostname},
  {name: 'Address', newcomersOnly: false, says: address},
  {name: 'FileExisting-', newcomersOnly: false, says: commands},
  {name: 'ContainerRuntime', newcomersOnly: false, says: otherRuntimes},
  {name: 'Service-', newcomersOnly: false, says: foreignServices},
  {name: 'Firewalld', newcomersOnly: true, says: firewall},
  {name: 'Port-', newcomersOnly: false, says: ports},
  {name: 'DirAvailable-', newcomersOnly: false, says: etcdData},
  {name: 'FileAvailable-', newcomersOnly: false, says: foreignFiles},
  {name: 'DiskSpace', newcomersOnly: false, says: diskSpace},
];
