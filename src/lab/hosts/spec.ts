import {createHash} from 'node:crypto';
import {isIPv4} from 'node:net';
import {Failure} from '../../core/failure.js';
import type {RootName} from './roots.js';

/** The input of a lab: a ClusterConfig, or less. */
export interface LabConfig {
  readonly name: string;
  readonly hosts: readonly {readonly name: string; readonly address: string}[];
  /** Small memory file systems at a path of one host, for tests of a full disk; `size` as for mount: "16m". */
  readonly tmpfs?: readonly LabTmpfs[];
  /** The root file system of its hosts; undefined: that of the existing lab, or the default. */
  readonly root?: RootName | undefined;
}

export interface LabTmpfs {
  readonly host: string;
  readonly path: string;
  readonly size: string;
}

/** One host of a lab, with its names on this machine. */
export interface LabHost {
  readonly name: string;
  readonly address: string;
  /** Its name for systemd-nspawn; short, because the cable is named after it. */
  readonly machine: string;
  /** The network interface of this machine that is connected to it. */
  readonly cable: string;
  readonly tmpfs: readonly LabTmpfs[];
}

export interface LabSpec {
  readonly name: string;
  readonly bridge: string;
  /** First address of the hosts' /24; the machine's own on the bridge. */
  readonly gateway: string;
  readonly hosts: readonly LabHost[];
  readonly root?: RootName | undefined;
}

/** @throws Failure config/lab-network when the addresses do not fit one /24 below a gateway at .1. */
export const labSpec = (config: LabConfig): LabSpec => {
  const name = labName(config.name);
  return {
    name,
    bridge: bridgeName(name),
    gateway: `${networkOf(config)}.1`,
    root: config.root,
    hosts: config.hosts.map(({name: host, address}) => ({
      name: host,
      address,
      ...machineNames(name, host),
      tmpfs: (config.tmpfs ?? []).filter(tmpfs => tmpfs.host === host),
    })),
  };
};

/** The name of the cluster, reduced to characters of directory and interface names. */
export const labName = (cluster: string): string =>
  cluster
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '') || 'lab';

/** At most 15 characters, the limit of the kernel, and different for long names with the same start. */
export const bridgeName = (lab: string): string => `q-${lab.slice(0, 8)}-${short(lab, 4)}`;

export const machineNames = (lab: string, host: string): {readonly machine: string; readonly cable: string} => {
  const machine = `${short(lab, 4)}-${short(host, 6)}`;
  return {machine, cable: `vb-${machine}`};
};

export const short = (text: string, digits: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, digits);

const networkOf = ({name, hosts}: LabConfig): string => {
  const networks = new Set(
    hosts.map(host => (isIPv4(host.address) ? host.address.replace(/\.\d+$/, '') : host.address)),
  );
  const [network] = networks;
  const reserved = hosts.find(host => /\.(0|1|255)$/.test(host.address));
  if (network === undefined) throw unfit(name, 'the configuration has no hosts');
  if (networks.size > 1 || !/^\d+\.\d+\.\d+$/.test(network))
    throw unfit(
      name,
      `the addresses of the hosts are not in one IPv4 /24: ${hosts.map(host => host.address).join(', ')}`,
    );
  if (reserved)
    throw unfit(
      name,
      `${reserved.name} has ${reserved.address}, but ${network}.1 is the gateway, and .0 and .255 are not host addresses`,
    );
  return network;
};

const unfit = (name: string, why: string): Failure =>
  new Failure('config/lab-network', `Planning the network of lab ${name}: ${why}.`, {
    suggestions: [
      'give every host an address of one /24 between .2 and .254, such as 10.77.0.11, 10.77.0.12, 10.77.0.13',
    ],
  });
