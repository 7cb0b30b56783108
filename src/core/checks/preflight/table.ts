import type {ClusterCheck, HostCheck} from './check.js';
import {clockSkew} from './clock-skew.js';
import {cniConfig} from './cni.js';
import {commands} from './commands.js';
import {diskSpace} from './disk-space.js';
import {fapolicyd, noExec} from './execution.js';
import {firewall} from './firewall.js';
import {address, hostname, machineId} from './identity.js';
import {kernelModules, nftVersion, system} from './kernel.js';
import {etcdData, foreignFiles, foreignServices, otherRuntimes} from './leftovers.js';
import {architecture, memory, processors} from './machine.js';
import {networkManager} from './network-manager.js';
import {networkOverlap} from './overlap.js';
import {packetFilter} from './packet-filter.js';
import {hiddenData, inodes, obstacles, readOnly, sharedData} from './places.js';
import {ports} from './ports.js';
import {resolver} from './resolver.js';
import {serviceRoute} from './service-route.js';
import {swap} from './swap.js';
import {systemd} from './systemd.js';

export const CLUSTER_CHECKS: readonly ClusterCheck[] = [
  {name: 'ClockSkew', evaluate: clockSkew},
  {name: 'MachineId', evaluate: machineId},
];

export const HOST_CHECKS: readonly HostCheck[] = [
  {name: 'Architecture', newHostsOnly: false, evaluate: architecture},
  {name: 'SystemVerification', newHostsOnly: true, evaluate: system},
  {name: 'SystemdVersion', newHostsOnly: false, evaluate: systemd},
  {name: 'KernelModules', newHostsOnly: true, evaluate: kernelModules},
  {name: 'NftVersion', newHostsOnly: true, evaluate: nftVersion},
  {name: 'NumCPU', newHostsOnly: true, evaluate: processors},
  {name: 'Mem', newHostsOnly: true, evaluate: memory},
  {name: 'Swap', newHostsOnly: true, evaluate: swap},
  {name: 'Hostname', newHostsOnly: true, evaluate: hostname},
  {name: 'Address', newHostsOnly: false, evaluate: address},
  {name: 'FileExisting-', newHostsOnly: false, evaluate: commands},
  {name: 'ContainerRuntime', newHostsOnly: false, evaluate: otherRuntimes},
  {name: 'Service-', newHostsOnly: false, evaluate: foreignServices},
  {name: 'Firewalld', newHostsOnly: true, evaluate: firewall},
  {name: 'PacketFilter', newHostsOnly: true, evaluate: packetFilter},
  {name: 'NetworkManager', newHostsOnly: true, evaluate: networkManager},
  {name: 'NetworkOverlap', newHostsOnly: true, evaluate: networkOverlap},
  {name: 'ServiceRoute', newHostsOnly: true, evaluate: serviceRoute},
  {name: 'CNIConfig', newHostsOnly: true, evaluate: cniConfig},
  {name: 'ResolvConf', newHostsOnly: true, evaluate: resolver},
  {name: 'ReadOnly', newHostsOnly: false, evaluate: readOnly},
  {name: 'NoExec', newHostsOnly: false, evaluate: noExec},
  {name: 'Fapolicyd', newHostsOnly: true, evaluate: fapolicyd},
  {name: 'Port-', newHostsOnly: false, evaluate: ports},
  {
    name: 'DirAvailable-',
    newHostsOnly: false,
    evaluate: subject => [...obstacles(subject), ...hiddenData(subject), ...sharedData(subject), ...etcdData(subject)],
  },
  {name: 'FileAvailable-', newHostsOnly: false, evaluate: foreignFiles},
  {name: 'DiskSpace', newHostsOnly: false, evaluate: subject => [...diskSpace(subject), ...inodes(subject)]},
];
